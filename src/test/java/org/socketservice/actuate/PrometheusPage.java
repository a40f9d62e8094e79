package org.socketservice.actuate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a Prometheus server reads in one scrape about {@code socket_server_}.
 *
 * @param text all of it
 * @param samples those of the listeners
 */
record PrometheusPage(String text, List<Sample> samples) {

	private static final Pattern SAMPLE = Pattern.compile("(socket_server_\\w+)\\{(.*)} (\\S+)");

	private static final Pattern TAG = Pattern.compile("(\\w+)=\"([^\"]*)\"");

	static PrometheusPage parse(String text) {
		List<Sample> samples = new ArrayList<>();
		Matcher sample = SAMPLE.matcher(text);
		while (sample.find()) {
			samples.add(new Sample(sample.group(1), tags(sample.group(2)), Double.parseDouble(sample.group(3))));
		}
		return new PrometheusPage(text, samples);
	}

	private static Map<String, String> tags(String text) {
		Map<String, String> tags = new HashMap<>();
		Matcher tag = TAG.matcher(text);
		while (tag.find()) {
			tags.put(tag.group(1), tag.group(2));
		}
		return tags;
	}

	double value(String name, Map<String, String> tags) {
		List<Sample> found = this.samples.stream()
			.filter((sample) -> sample.name().equals(name) && sample.tags().equals(tags))
			.toList();
		assertThat(found).as(name + tags).hasSize(1);
		return found.getFirst().value();
	}

	record Sample(String name, Map<String, String> tags, double value) {
	}

}
