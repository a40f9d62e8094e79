package org.socketservice.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much of a fault there is, and where its figures go.
 */
final class Chaos {

	private static final boolean FULL = System.getProperty("chaos.scale", "brief").equals("full");

	private static final Path DIRECTORY = Path.of("target", "chaos");

	private static final Path TABLE = Path.of("target", "chaos.md");

	private Chaos() {
	}

	static boolean isFull() {
		return FULL;
	}

	/**
	 * How often, how many or how long.
	 * @param full under the profile
	 * @param brief otherwise
	 * @return one of the two
	 */
	static int scaled(int full, int brief) {
		return FULL ? full : brief;
	}

	/**
	 * Write down what was measured, and the table of all that has been.
	 * @param place in the table, from 1
	 * @param fault what was done
	 * @param figure what came of it
	 */
	static synchronized void report(int place, String fault, String figure) {
		String row = "| " + fault + " | " + figure + " |\n";
		try {
			Files.createDirectories(DIRECTORY);
			Files.writeString(DIRECTORY.resolve(String.format(Locale.ROOT, "%02d.row", place)), row);
			try (Stream<Path> files = Files.list(DIRECTORY)) {
				List<Path> rows = files.filter((file) -> file.toString().endsWith(".row"))
					.sorted(Comparator.comparing(Path::toString))
					.toList();
				Files.writeString(TABLE, header() + rows.stream().map(Chaos::read).collect(Collectors.joining()));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Leave something beside the figures.
	 * @param name of the file
	 * @param text what it contains
	 */
	static void keep(String name, String text) {
		try {
			Files.createDirectories(DIRECTORY);
			Files.writeString(DIRECTORY.resolve(name), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String header() {
		return "Measured " + LocalDate.now(ZoneOffset.UTC) + ", " + (FULL ? "in full" : "in brief") + ", on "
				+ processor() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version")
				+ ", Java " + Runtime.version().feature() + ".\n\n| fault | figure |\n|---|---|\n";
	}

	private static String processor() {
		int cores = Runtime.getRuntime().availableProcessors();
		Path info = Path.of("/proc/cpuinfo");
		String model = "";
		if (Files.isReadable(info)) {
			model = read(info).lines()
				.filter((line) -> line.startsWith("model name"))
				.findFirst()
				.map((line) -> " of " + line.replaceFirst(".*: ", ""))
				.orElse("");
		}
		return cores + " cores" + model;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
