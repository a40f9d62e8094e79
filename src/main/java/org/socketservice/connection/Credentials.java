package org.socketservice.connection;

/**
 * Who is at the other end of a Unix socket, as the kernel noted when it connected
 * (SO_PEERCRED, see unix(7)).
 *
 * @param pid process id, 0 if the process is outside of this PID namespace
 * @param uid effective user id
 * @param gid effective group id; supplementary groups are not known
 */
public record Credentials(int pid, long uid, long gid) {
}
