package org.socketservice.connection;

import java.net.InetAddress;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AddressRules}.
 */
class AddressRulesTests {

	private static AddressRules rules(List<String> allow, List<String> deny) {
		return new AddressRules(allow.stream().map(Cidr::of).toList(), deny.stream().map(Cidr::of).toList());
	}

	private static InetAddress address(String literal) {
		return InetAddress.ofLiteral(literal);
	}

	@Test
	void shouldAdmitAllWhenThereAreNoRules() {
		assertThat(rules(List.of(), List.of()).admits(address("192.0.2.1"))).isTrue();
	}

	@Test
	void shouldRefuseTheRestWhenAllowIsNotEmpty() throws Exception {
		AddressRules rules = rules(List.of("10.0.0.0/8", "::1"), List.of());
		assertThat(rules.admits(address("10.1.2.3"))).isTrue();
		assertThat(rules.admits(CidrTests.mapped("10.1.2.3"))).isTrue();
		assertThat(rules.admits(address("::1"))).isTrue();
		assertThat(rules.admits(address("11.1.2.3"))).isFalse();
		assertThat(rules.admits(CidrTests.mapped("11.1.2.3"))).isFalse();
		assertThat(rules.admits(address("::2"))).isFalse();
	}

	@Test
	void shouldRefuseWhenBothAllowAndDenyHoldTheAddress() throws Exception {
		AddressRules rules = rules(List.of("10.0.0.0/8"), List.of("10.1.0.0/16"));
		assertThat(rules.admits(address("10.1.2.3"))).isFalse();
		assertThat(rules.admits(CidrTests.mapped("10.1.2.3"))).isFalse();
		assertThat(rules.admits(address("10.2.2.3"))).isTrue();
	}

	@Test
	void shouldAdmitTheRestWhenThereIsOnlyDeny() {
		AddressRules rules = rules(List.of(), List.of("2001:db8::/32"));
		assertThat(rules.admits(address("2001:db8::1"))).isFalse();
		assertThat(rules.admits(address("2001:db9::1"))).isTrue();
		assertThat(rules.admits(address("192.0.2.1"))).isTrue();
	}

}
