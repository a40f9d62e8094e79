// Answers datagrams in upper case (ASCII): the yardstick for the datagram listener. One thread, recvmmsg and sendmmsg.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define BATCH 64
#define SIZE 65536

static char data[BATCH][SIZE + 192]; // not a power of two apart, or they would share lines of the cache

int main(int argc, char **argv) {
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 9999)};
	int buffer = argc > 2 ? atoi(argv[2]) : 4 * 1024 * 1024;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		perror("bind");
		return 1;
	}
	static struct mmsghdr in[BATCH], out[BATCH];
	static struct iovec vectors[BATCH];
	static struct sockaddr_in names[BATCH];
	for (;;) {
		for (int i = 0; i < BATCH; i++) {
			vectors[i] = (struct iovec){data[i], SIZE};
			in[i].msg_hdr = (struct msghdr){
				.msg_name = &names[i], .msg_namelen = sizeof names[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
		}
		int count = recvmmsg(fd, in, BATCH, MSG_WAITFORONE, NULL);
		if (count < 0) {
			continue;
		}
		for (int i = 0; i < count; i++) {
			for (unsigned j = 0; j < in[i].msg_len; j++) {
				char c = data[i][j];
				data[i][j] = c >= 'a' && c <= 'z' ? c - 32 : c;
			}
			vectors[i].iov_len = in[i].msg_len;
			out[i].msg_hdr = in[i].msg_hdr;
		}
		for (int sent = 0; sent < count;) {
			int now = sendmmsg(fd, out + sent, count - sent, 0);
			sent += now > 0 ? now : 1; // one that cannot be sent is lost
		}
	}
}
