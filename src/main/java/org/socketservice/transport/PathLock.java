package org.socketservice.transport;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.SocketFileException.Problem;

/**
 * The right to one path, by a lock on an empty file beside it, {@code <path>.lock}: the
 * kernel frees the lock when the process ends, however it ends.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">"Advisory record
 * locking" in fcntl(2)</a>
 */
final class PathLock implements AutoCloseable {

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

	/**
	 * Paths this process has claimed: the kernel gives locks to processes, and closing
	 * any descriptor of the lock file would free the lock.
	 */
	private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

	private final Path claim;

	private final Path file;

	private final FileChannel channel;

	private PathLock(Path claim, Path file, FileChannel channel) {
		this.claim = claim;
		this.file = file;
		this.channel = channel;
	}

	/**
	 * Take the lock, at once or not at all.
	 * @param path what is to be one's own
	 * @return to be closed
	 * @throws SocketFileException if another has it, or what is there is no lock file
	 * @throws IOException if no file can be made in that directory
	 */
	static PathLock take(Path path) throws IOException {
		Path absolute = path.toAbsolutePath();
		Path directory = Objects.requireNonNull(absolute.getParent(), "a path of a file").toRealPath();
		Path claim = directory.resolve(Objects.requireNonNull(absolute.getFileName()));
		if (!CLAIMED.add(claim)) {
			throw new SocketFileException(path, Problem.LIVE_SERVER);
		}
		try {
			Path file = path.resolveSibling(path.getFileName() + ".lock");
			return new PathLock(claim, file, lock(path, file));
		}
		catch (IOException | RuntimeException ex) {
			CLAIMED.remove(claim);
			throw ex;
		}
	}

	/** Whoever locks a file that another has just removed, begins again. */
	private static FileChannel lock(Path path, Path file) throws IOException {
		while (true) {
			checkIsOurs(file);
			FileChannel channel = FileChannel.open(file,
					Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
					PosixFilePermissions.asFileAttribute(OWNER_ONLY));
			Object opened = fileKey(file);
			if (!tryLock(channel)) {
				channel.close();
				throw new SocketFileException(path, Problem.LIVE_SERVER);
			}
			if (opened != null && opened.equals(fileKey(file))) {
				return channel;
			}
			channel.close();
		}
	}

	/** It is deleted in the end: what is no empty file belongs to somebody else. */
	private static void checkIsOurs(Path file) throws IOException {
		try {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			if (!attributes.isRegularFile() || attributes.size() > 0) {
				throw new SocketFileException(file, Problem.NO_LOCK_FILE);
			}
		}
		catch (NoSuchFileException ex) {
			// to be made
		}
	}

	private static boolean tryLock(FileChannel channel) throws IOException {
		try {
			FileLock lock = channel.tryLock();
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			return false; // this class, loaded a second time
		}
	}

	private static @Nullable Object fileKey(Path path) throws IOException {
		return UnixSocketFile.fileKey(path);
	}

	/**
	 * Free the path. The file is removed while it is locked, so that nobody loses a lock
	 * on it.
	 * @throws IOException if it cannot be removed; the path is free nevertheless
	 */
	@Override
	public void close() throws IOException {
		try {
			Files.deleteIfExists(this.file);
		}
		finally {
			try {
				this.channel.close();
			}
			finally {
				CLAIMED.remove(this.claim);
			}
		}
	}

}
