// Sends datagrams to an upper-casing server over UDP and counts the replies.
//   udp_load HOST PORT SOCKETS WINDOW SIZE SECONDS [RATE]
// Without RATE each socket keeps WINDOW requests in flight (a reply lost is given up after 200 ms); with it, RATE a
// second are sent over all sockets, whatever comes back. Prints: sent received wrong seconds
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define BATCH 64

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int size;
static char request[65536], expected[65536], replies[BATCH][65536 + 192];
static struct mmsghdr out[BATCH], in[BATCH];
static struct iovec out_vector, in_vectors[BATCH];
static long sent, received, wrong;

static int give(int fd, int count) {
	int done = sendmmsg(fd, out, count > BATCH ? BATCH : count, MSG_DONTWAIT);
	sent += done > 0 ? done : 0;
	return done > 0 ? done : 0;
}

static int take(int fd) {
	int count = recvmmsg(fd, in, BATCH, MSG_DONTWAIT, NULL);
	for (int i = 0; i < count; i++) {
		wrong += (int)in[i].msg_len != size || memcmp(replies[i], expected, size) != 0;
	}
	received += count > 0 ? count : 0;
	return count > 0 ? count : 0;
}

int main(int argc, char **argv) {
	if (argc < 7) {
		fprintf(stderr, "udp_load HOST PORT SOCKETS WINDOW SIZE SECONDS [RATE]\n");
		return 2;
	}
	int sockets = atoi(argv[3]), window = atoi(argv[4]);
	size = atoi(argv[5]);
	double seconds = atof(argv[6]), rate = argc > 7 ? atof(argv[7]) : 0;
	for (int i = 0; i < size; i++) {
		request[i] = "the Quick brown fox jumps 0ver lazy dogs."[i % 41];
		expected[i] = request[i] >= 'a' && request[i] <= 'z' ? request[i] - 32 : request[i];
	}
	out_vector = (struct iovec){request, size};
	for (int i = 0; i < BATCH; i++) {
		in_vectors[i] = (struct iovec){replies[i], sizeof replies[i]};
		in[i].msg_hdr = (struct msghdr){.msg_iov = &in_vectors[i], .msg_iovlen = 1};
		out[i].msg_hdr = (struct msghdr){.msg_iov = &out_vector, .msg_iovlen = 1};
	}
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
	inet_pton(AF_INET, argv[1], &address.sin_addr);
	struct pollfd *polls = calloc(sockets, sizeof *polls);
	int *flying = calloc(sockets, sizeof *flying);
	double *active = calloc(sockets, sizeof *active);
	int buffer = 4 * 1024 * 1024;
	for (int i = 0; i < sockets; i++) {
		polls[i] = (struct pollfd){.fd = socket(AF_INET, SOCK_DGRAM, 0), .events = POLLIN};
		setsockopt(polls[i].fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
		if (connect(polls[i].fd, (struct sockaddr *)&address, sizeof address) < 0) {
			perror("connect");
			return 1;
		}
	}
	double begin = now(), end = begin + seconds, t = begin;
	int next = 0;
	while (t < end) {
		if (rate > 0) {
			for (long due = (long)((t - begin) * rate) - sent; due > 0;) {
				int done = give(polls[next].fd, due > 16 ? 16 : due);
				due -= done > 0 ? done : due;
				next = (next + 1) % sockets;
			}
			poll(polls, sockets, 0);
		}
		else {
			for (int i = 0; i < sockets; i++) {
				if (t - active[i] > 0.2) {
					flying[i] = 0;
				}
				while (flying[i] < window) {
					int done = give(polls[i].fd, window - flying[i]);
					if (done == 0) {
						break;
					}
					flying[i] += done;
					active[i] = t;
				}
			}
			poll(polls, sockets, 20);
		}
		t = now();
		for (int i = 0; i < sockets; i++) {
			if (polls[i].revents & POLLIN) {
				int got;
				while ((got = take(polls[i].fd)) > 0) {
					flying[i] -= got;
					active[i] = t;
					if (got < BATCH) {
						break;
					}
				}
			}
		}
	}
	double wait = now() + 1; // what is still under way
	while (now() < wait && poll(polls, sockets, 100) > 0) {
		for (int i = 0; i < sockets; i++) {
			take(polls[i].fd);
		}
	}
	printf("%ld %ld %ld %.3f\n", sent, received, wrong, t - begin);
	return 0;
}
