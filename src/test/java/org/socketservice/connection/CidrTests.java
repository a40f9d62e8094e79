package org.socketservice.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Cidr}.
 */
class CidrTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			192.0.2.0/24, 192.0.2.0, true
			192.0.2.0/24, 192.0.2.255, true
			192.0.2.0/24, 192.0.3.0, false
			192.0.2.0/24, 192.0.1.255, false
			192.0.2.0/23, 192.0.3.255, true
			192.0.2.0/23, 192.0.4.0, false
			192.0.2.128/25, 192.0.2.127, false
			192.0.2.128/25, 192.0.2.128, true
			192.0.2.8/31, 192.0.2.9, true
			192.0.2.8/31, 192.0.2.10, false
			192.0.2.7, 192.0.2.7, true
			192.0.2.7, 192.0.2.6, false
			192.0.2.7/32, 192.0.2.7, true
			128.0.0.0/1, 255.255.255.255, true
			128.0.0.0/1, 127.255.255.255, false
			0.0.0.0/0, 203.0.113.9, true
			0.0.0.0/0, ::1, false
			2001:db8::/32, 2001:db8:ffff::1, true
			2001:db8::/32, 2001:db9::, false
			2001:db8::/33, 2001:db8:7fff:ffff::, true
			2001:db8::/33, 2001:db8:8000::, false
			::1, ::1, true
			::1, ::2, false
			::/0, 2001:db8::1, true
			::/0, 192.0.2.1, false
			fe80::/10, febf::1, true
			fe80::/10, fec0::1, false
			""")
	void shouldContainWhenPrefixMatches(String block, String address, boolean contained) {
		assertThat(Cidr.of(block).contains(InetAddress.ofLiteral(address))).isEqualTo(contained);
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.0/24, 192.0.2.9, true", "192.0.2.0/24, 192.0.3.9, false", "0.0.0.0/0, 10.0.0.1, true",
			"192.0.2.0/25, 192.0.2.128, false" })
	void shouldContainMappedAddressWhenBlockIsIpv4(String block, String mapped, boolean contained)
			throws UnknownHostException {
		assertThat(Cidr.of(block).contains(mapped(mapped))).isEqualTo(contained);
	}

	@Test
	void shouldNotTakeCompatibleAddressForMapped() throws UnknownHostException {
		byte[] bytes = new byte[16];
		bytes[12] = 10;
		assertThat(Cidr.of("0.0.0.0/0").contains(Inet6Address.getByAddress(null, bytes, -1))).isFalse();
		bytes[11] = -1;
		assertThat(Cidr.of("0.0.0.0/0").contains(Inet6Address.getByAddress(null, bytes, -1))).isFalse();
	}

	/** What a dual-stack socket shows; Java's other factories turn it into IPv4. */
	static InetAddress mapped(String ipv4) throws UnknownHostException {
		byte[] bytes = new byte[16];
		bytes[10] = -1;
		bytes[11] = -1;
		System.arraycopy(InetAddress.ofLiteral(ipv4).getAddress(), 0, bytes, 12, 4);
		return Inet6Address.getByAddress(null, bytes, -1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			example.org | no IPv4 or IPv6 address
			'' | no IPv4 or IPv6 address
			/8 | no IPv4 or IPv6 address
			10.0.0.0.0/8 | no IPv4 or IPv6 address
			10.0.0.0/33 | no number from 0 to 32
			10.0.0.0/-1 | no number from 0 to 32
			10.0.0.0/ | no number from 0 to 32
			10.0.0.0/8/8 | no number from 0 to 32
			10.0.0.0/99999999999 | no number from 0 to 32
			::/129 | no number from 0 to 128
			10.0.0.1/8 | the block is 10.0.0.0/8
			2001:db8::1/32 | the block is 2001:db8:0:0:0:0:0:0/32
			""")
	void shouldRefuseWhenTextIsNoBlock(String text, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> Cidr.of(text)).withMessageContaining(message);
	}

	@Test
	void shouldBeEqualWhenBlockIsTheSame() {
		assertThat(Cidr.of("192.0.2.7")).isEqualTo(Cidr.of("192.0.2.7/32")).hasSameHashCodeAs(Cidr.of("192.0.2.7/32"));
		assertThat(Cidr.of("10.0.0.0/8")).isNotEqualTo(Cidr.of("10.0.0.0/9")).isNotEqualTo(Cidr.of("11.0.0.0/8"));
		assertThat(Cidr.of("::1")).hasToString("0:0:0:0:0:0:0:1/128");
		assertThat(Cidr.of("::1").isIpv4()).isFalse();
		assertThat(Cidr.of("10.0.0.0/8").isIpv4()).isTrue();
	}

}
