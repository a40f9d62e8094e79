/*
 * The yardstick: what one thread of C can do with epoll. Answers each line in upper case (ASCII), lines of at most
 * 64 KiB. Once per read: one epoll_wait, one recv, one send; bytes are changed where they were received.
 *
 *     gcc -O3 -march=native -o epoll_upper epoll_upper.c && ./epoll_upper 9999
 *
 * With a path instead of a port it listens on a Unix socket.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MAX_LINE = 64 * 1024, READ_SIZE = 256 * 1024, EVENTS = 512 };

/* Bytes a connection must remember between two events: the begin of a line, or replies the socket did not take. */
struct bytes {
	char *data;
	size_t length;
};

struct connection {
	int fd;
	struct bytes line;
	struct bytes unsent;
};

static char buffer[MAX_LINE + READ_SIZE] __attribute__((aligned(64)));

static void keep(struct bytes *bytes, const char *data, size_t length) {
	if (length == 0) {
		free(bytes->data);
		bytes->data = NULL;
	} else {
		char *copy = malloc(length);
		if (copy == NULL)
			abort();
		memcpy(copy, data, length);
		free(bytes->data);
		bytes->data = copy;
	}
	bytes->length = length;
}

static void end(struct connection *connection) {
	close(connection->fd);
	free(connection->line.data);
	free(connection->unsent.data);
	free(connection);
}

static void wait_for(int epoll, struct connection *connection, int operation, unsigned what) {
	struct epoll_event event = {.events = what, .data.ptr = connection};
	epoll_ctl(epoll, operation, connection->fd, &event);
}

/* Compiled to vector instructions. */
static void upper_case(char *text, size_t length) {
	for (size_t i = 0; i < length; i++) {
		unsigned char letter = (unsigned char)(text[i] - 'a');
		text[i] ^= (letter < 26) << 5;
	}
}

/* Handles every complete line; returns the first byte behind the last of them. */
static char *answer(char *from, char *new_bytes, char *limit) {
	char *line = from;
	char *line_feed = memchr(new_bytes, '\n', (size_t)(limit - new_bytes));
	while (line_feed != NULL) {
		upper_case(line, (size_t)(line_feed - line));
		line = line_feed + 1;
		line_feed = memchr(line, '\n', (size_t)(limit - line));
	}
	return line;
}

/* Returns 0 when the connection is lost. */
static int send_all(int epoll, struct connection *connection, const char *data, size_t length) {
	ssize_t sent = send(connection->fd, data, length, MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN)
		return 0;
	size_t done = sent > 0 ? (size_t)sent : 0;
	int was_waiting = connection->unsent.length > 0;
	if (done < length || was_waiting)
		keep(&connection->unsent, data + done, length - done);
	int is_waiting = connection->unsent.length > 0;
	/* A client that does not read is not read from. */
	if (is_waiting != was_waiting)
		wait_for(epoll, connection, EPOLL_CTL_MOD, is_waiting ? EPOLLOUT : EPOLLIN);
	return 1;
}

static int receive(int epoll, struct connection *connection) {
	size_t kept = connection->line.length;
	if (kept > 0)
		memcpy(buffer, connection->line.data, kept);
	ssize_t received = recv(connection->fd, buffer + kept, READ_SIZE, 0);
	if (received <= 0)
		return received < 0 && errno == EAGAIN;
	char *limit = buffer + kept + received;
	char *rest = answer(buffer, buffer + kept, limit);
	size_t incomplete = (size_t)(limit - rest);
	if (incomplete > MAX_LINE)
		return 0;
	if (incomplete > 0 || kept > 0)
		keep(&connection->line, rest, incomplete);
	return rest == buffer || send_all(epoll, connection, buffer, (size_t)(rest - buffer));
}

static void accept_all(int epoll, int listener) {
	int fd;
	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		int on = 1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		struct connection *connection = calloc(1, sizeof *connection);
		if (connection == NULL)
			abort();
		connection->fd = fd;
		wait_for(epoll, connection, EPOLL_CTL_ADD, EPOLLIN);
	}
}

static int listen_on(const struct sockaddr *address, socklen_t length) {
	int listener = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(listener, address, length) < 0 || listen(listener, 4096) < 0) {
		perror("listen");
		exit(1);
	}
	return listener;
}

static int listen_on_port(int port) {
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return listen_on((struct sockaddr *)&address, sizeof address);
}

static int listen_on_path(const char *path) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	strncpy(address.sun_path, path, sizeof address.sun_path - 1);
	return listen_on((struct sockaddr *)&address, sizeof address);
}

int main(int argc, char **argv) {
	if (argc != 2) {
		fprintf(stderr, "usage: %s PORT|PATH\n", argv[0]);
		return 2;
	}
	int listener = argv[1][0] == '/' ? listen_on_path(argv[1]) : listen_on_port(atoi(argv[1]));
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event accepting = {.events = EPOLLIN, .data.ptr = NULL};
	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &accepting);
	struct epoll_event events[EVENTS];
	for (;;) {
		int count = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < count; i++) {
			struct connection *connection = events[i].data.ptr;
			if (connection == NULL) {
				accept_all(epoll, listener);
				continue;
			}
			int alive = connection->unsent.length > 0
							? send_all(epoll, connection, connection->unsent.data, connection->unsent.length)
							: receive(epoll, connection);
			if (!alive)
				end(connection);
		}
	}
}
