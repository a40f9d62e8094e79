package org.socketservice.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.SocketFileException.Problem;

/**
 * The file of one Unix socket: made where nothing else is lost by it, never more open
 * than asked, and removed only as long as it is this very file. A lock file beside it,
 * {@code <path>.lock}, keeps two servers from taking the path at once; the kernel frees
 * the lock when the process ends, however it ends. What a killed server has left behind
 * is taken away: a socket file nobody is bound to, which connect(2) tells by
 * ECONNREFUSED.
 */
public final class UnixSocketFile implements AutoCloseable {

	/** S_IFMT and S_IFSOCK, see inode(7). */
	private static final int FILE_TYPE = 0170000;

	private static final int SOCKET = 0140000;

	private static final Set<PosixFilePermission> PRIVATE_DIRECTORY = PosixFilePermissions.fromString("rwx------");

	private final Path path;

	private final PathLock lock;

	private @Nullable Object key;

	private UnixSocketFile(Path path, PathLock lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Lock a path and free it of the socket file a dead server left there.
	 * @param path where a socket is to be bound
	 * @return to be closed after the socket
	 * @throws SocketFileException if something is there that must stay
	 * @throws IOException if files cannot be made in that directory
	 */
	public static UnixSocketFile claim(Path path) throws IOException {
		PathLock lock = PathLock.take(path);
		try {
			UnixSocketFile file = new UnixSocketFile(path, lock);
			file.removeStale();
			return file;
		}
		catch (IOException | RuntimeException ex) {
			lock.close();
			throw ex;
		}
	}

	Path path() {
		return this.path;
	}

	private void removeStale() throws IOException {
		if (fileKey(this.path) == null) {
			return;
		}
		int mode = (int) Files.getAttribute(this.path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
		if ((mode & FILE_TYPE) != SOCKET) {
			throw new SocketFileException(this.path, Problem.NO_SOCKET);
		}
		try {
			connect();
			throw new SocketFileException(this.path, Problem.LIVE_SERVER);
		}
		catch (SocketFileException ex) {
			throw ex;
		}
		catch (IOException ex) {
			switch (Errno.of(ex)) {
				case ECONNREFUSED -> Files.delete(this.path);
				case ENOENT -> {
				}
				// A socket of another type: somebody is bound to it.
				case EPROTOTYPE, EAGAIN -> throw new SocketFileException(this.path, Problem.LIVE_SERVER);
				case EACCES, EPERM -> throw new SocketFileException(this.path, Problem.NO_ACCESS);
				case null, default -> throw ex;
			}
		}
	}

	/**
	 * Connect to what is there, so that the kernel tells whether anybody is bound to it.
	 * By a datagram socket, which no server notices and which does not take one that is
	 * bound but does not listen yet for dead; by a stream where native calls are denied.
	 */
	private void connect() throws IOException {
		try (NativeSocket probe = NativeSocket.open(NativeSocket.Kind.UNIX_DATAGRAM, 0)) {
			probe.connect(new UnixSocketAddress(this.path.toString()).sockaddr());
		}
		catch (NativeSocketException ex) {
			if (ex.errno() != null) {
				throw ex;
			}
			try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
				probe.configureBlocking(false); // a full backlog would keep us waiting
				probe.connect(UnixDomainSocketAddress.of(this.path));
			}
		}
	}

	/**
	 * Bind a socket to the file.
	 * @param socket a Unix socket of any type
	 * @param permissions of the file
	 * @throws IOException if that is not possible
	 */
	public void bind(NativeSocket socket, Set<PosixFilePermission> permissions) throws IOException {
		socket.chmod(mode(permissions));
		socket.bind(new UnixSocketAddress(this.path.toString()).sockaddr());
		this.key = fileKey(this.path);
		complete(this.path, permissions);
	}

	/**
	 * Bind a socket whose permissions cannot be set beforehand: inside a directory nobody
	 * else may enter, from where the file is moved to its place. The address the kernel
	 * knows, and tells to peers, stays the one in that directory.
	 * @param <T> what is bound
	 * @param binder binds to the path it is given
	 * @param permissions of the file
	 * @return what the binder made
	 * @throws IOException if that is not possible
	 */
	public <T> T bindAside(Binder<T> binder, Set<PosixFilePermission> permissions) throws IOException {
		Path directory = newPrivateDirectory();
		Path aside = directory.resolve("s");
		try {
			T bound = binder.bind(aside);
			complete(aside, permissions);
			this.key = fileKey(aside);
			if (fileKey(this.path) != null) {
				throw new SocketFileException(this.path, Problem.LIVE_SERVER);
			}
			Files.move(aside, this.path, StandardCopyOption.ATOMIC_MOVE);
			return bound;
		}
		finally {
			Files.deleteIfExists(aside);
			Files.delete(directory);
		}
	}

	private Path newPrivateDirectory() throws IOException {
		while (true) {
			String name = "." + HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
			try {
				return Files.createDirectory(this.path.resolveSibling(name),
						PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
			}
			catch (FileAlreadyExistsException ex) {
				// another name
			}
		}
	}

	/** Give what the umask has taken. */
	private static void complete(Path socket, Set<PosixFilePermission> permissions) throws IOException {
		if (!Files.getPosixFilePermissions(socket, LinkOption.NOFOLLOW_LINKS).equals(permissions)) {
			Files.setPosixFilePermissions(socket, permissions);
		}
	}

	private static int mode(Set<PosixFilePermission> permissions) {
		int mode = 0;
		for (char letter : PosixFilePermissions.toString(permissions).toCharArray()) {
			mode = (mode << 1) | ((letter != '-') ? 1 : 0);
		}
		return mode;
	}

	static @Nullable Object fileKey(Path path) throws IOException {
		try {
			return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	/**
	 * Whether the file of the socket bound is still in its place. Costs one stat(2).
	 * @return {@code false} if it was removed, or replaced by another, and before binding
	 */
	public boolean isInPlace() {
		try {
			return this.key != null && this.key.equals(fileKey(this.path));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Remove the socket file if it is still ours, and free the path.
	 * @throws IOException if a file cannot be removed; the path is free nevertheless
	 */
	@Override
	public void close() throws IOException {
		try {
			if (isInPlace()) {
				Files.deleteIfExists(this.path);
			}
		}
		finally {
			this.lock.close();
		}
	}

	/**
	 * Binds a socket.
	 *
	 * @param <T> what is bound
	 */
	@FunctionalInterface
	public interface Binder<T> {

		/**
		 * Bind.
		 * @param path where
		 * @return what was bound
		 * @throws IOException if that is not possible
		 */
		T bind(Path path) throws IOException;

	}

}
