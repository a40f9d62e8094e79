package org.socketservice.listener;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AddressText}.
 */
class AddressTextTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1:7", "0.0.0.0, 0.0.0.0:7", "::, [::]:7", "::1, [::1]:7",
			"2001:db8::1, [2001:db8::1]:7", "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:7",
			"2001:0:0:1:0:0:0:1, [2001:0:0:1::1]:7", "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:7",
			"10:0:0:100:0:0:20:0, [10::100:0:0:20:0]:7", "1:2:3:4:5:6:0:0, [1:2:3:4:5:6::]:7",
			"1:2:3:4:5:6:7:8, [1:2:3:4:5:6:7:8]:7", "fe80::1%1, [fe80::1%1]:7", "fe80::1%10, [fe80::1%10]:7",
			"::1%0, [::1]:7" })
	void shouldWriteAddressShortWhenItIsAnIpAddress(String literal, String expected) {
		assertThat(AddressText.of(new InetSocketAddress(InetAddress.ofLiteral(literal), 7))).isEqualTo(expected);
	}

	@Test
	void shouldWriteNameWhenItIsNotResolved() {
		assertThat(AddressText.of(InetSocketAddress.createUnresolved("example.org", 7))).isEqualTo("example.org:7");
	}

	@Test
	void shouldWritePathWhenItIsASocketFile() {
		assertThat(AddressText.of(UnixDomainSocketAddress.of("/run/x.sock"))).isEqualTo("/run/x.sock");
	}

	@Test
	void shouldWriteNothingWhenThereIsNoAddress() {
		assertThat(AddressText.of(null)).isEmpty();
	}

}
