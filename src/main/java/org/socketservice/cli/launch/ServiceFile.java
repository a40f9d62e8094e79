package org.socketservice.cli.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Where the service leaves word of where it answers for its readiness, for {@code check}:
 * a file in the temporary directory ({@code java.io.tmpdir}), one for each user. It has
 * two lines, the process and a URL. Of two services of one user the latest counts.
 */
public final class ServiceFile {

	private final Path path;

	/**
	 * Create the file's description; touches nothing.
	 * @param path the file
	 */
	public ServiceFile(Path path) {
		this.path = path;
	}

	/**
	 * That of the user who runs this program.
	 * @return may not exist
	 */
	public static ServiceFile ofThisUser() {
		return new ServiceFile(
				Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "socket-service-" + user() + ".url"));
	}

	/** The number, because a container's user need not have a name. */
	private static String user() {
		try {
			return Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
		}
		catch (IOException | UnsupportedOperationException ex) {
			return System.getProperty("user.name", "unknown");
		}
	}

	/**
	 * The file.
	 * @return its path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Leave word.
	 * @param pid process of the service
	 * @param url of its readiness
	 * @throws IOException if the file cannot be written
	 */
	public void write(long pid, String url) throws IOException {
		Path directory = this.path.toAbsolutePath().getParent();
		Path draft = Files.createTempFile(directory, "socket-service", ".url");
		try {
			Files.write(draft, List.of(Long.toString(pid), url));
			Files.move(draft, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

	/**
	 * Read the URL.
	 * @return where to ask
	 * @throws NoSuchFileException if no service of this user has left word
	 * @throws IOException if the file cannot be read or is not ours
	 */
	public String readUrl() throws IOException {
		return read().getLast();
	}

	private List<String> read() throws IOException {
		List<String> lines = Files.readAllLines(this.path);
		if (lines.size() != 2) {
			throw new IOException(this.path + " is not complete");
		}
		return lines;
	}

	/**
	 * Remove the file unless another service has replaced it.
	 * @param pid process of the service that wrote it
	 * @throws IOException if that is not possible
	 */
	public void remove(long pid) throws IOException {
		try {
			if (read().getFirst().equals(Long.toString(pid))) {
				Files.deleteIfExists(this.path);
			}
		}
		catch (NoSuchFileException ex) {
			// somebody else cleaned up
		}
	}

}
