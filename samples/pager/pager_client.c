// Has a pager (thaw pager) fill memory of this process from a file, page by page, as it is touched.
//
//     cc -o pager_client pager_client.c
//     ./pager_client /run/user/1000/pager.sock FILE
//     ./pager_client /run/user/1000/pager.sock FILE all     touches every page, and prints the pager's figures
//
// FILE is named by an absolute path. docs/pager.md describes the messages.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum { LONGEST_MESSAGE = 128 * 1024 };

static void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

// One message is one packet; a descriptor travels beside it.
static void send_message(int pager, const char *message, int descriptor) {
    struct iovec range = {(void *)message, strlen(message)};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct msghdr header = {.msg_iov = &range, .msg_iovlen = 1};
    if (descriptor >= 0) {
        header.msg_control = control.bytes;
        header.msg_controllen = sizeof control.bytes;
        struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(rights), &descriptor, sizeof descriptor);
    }
    if (sendmsg(pager, &header, MSG_NOSIGNAL) < 0)
        die("the pager has hung up");
}

// Waits for a message of a type. A client with more to do takes the JSON apart; the type comes first in what the pager writes.
static const char *expect(int pager, const char *type) {
    static char message[LONGEST_MESSAGE + 1];
    char beginning[64];
    ssize_t length = recv(pager, message, LONGEST_MESSAGE, 0);
    if (length <= 0)
        die("the pager has hung up");
    message[length] = 0;
    snprintf(beginning, sizeof beginning, "{\"type\":\"%s\"", type);
    if (strncmp(message, beginning, strlen(beginning)) != 0) {
        fprintf(stderr, "%s\n", message);
        exit(1);
    }
    return message;
}

static int connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int pager = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (pager < 0 || connect(pager, (struct sockaddr *)&address, sizeof address) < 0)
        die(path);
    send_message(pager, "{\"type\":\"hello\",\"versions\":[1]}", -1);
    expect(pager, "hello");
    return pager;
}

static int open_userfaultfd(void) {
    struct uffdio_api api = {
        .api = UFFD_API,
        .features = UFFD_FEATURE_EVENT_FORK | UFFD_FEATURE_EVENT_REMAP | UFFD_FEATURE_EVENT_REMOVE | UFFD_FEATURE_EVENT_UNMAP,
    };
    int faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
    if (faults < 0 || ioctl(faults, UFFDIO_API, &api) < 0)
        die("userfaultfd");
    return faults;
}

static char *map_memory(int faults, size_t length) {
    char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct uffdio_register registration = {
        .range = {(unsigned long)memory, length},
        .mode = UFFDIO_REGISTER_MODE_MISSING,
    };
    if (memory == MAP_FAILED || ioctl(faults, UFFDIO_REGISTER, &registration) < 0)
        die("memory");
    return memory;
}

int main(int argc, char **argv) {
    struct stat file;
    char order[4096];
    if (argc < 3 || argc > 4 || stat(argv[2], &file) < 0)
        die("usage: pager_client SOCKET FILE");
    size_t page = (size_t)sysconf(_SC_PAGESIZE), length = (size_t)file.st_size / page * page;
    int pager = connect_to(argv[1]), faults = open_userfaultfd();
    char *memory = map_memory(faults, length);
    snprintf(order, sizeof order,
             "{\"type\":\"restore\",\"restore\":{\"descriptors\":[\"userfaultfd\"],"
             "\"regions\":[{\"address\":%lu,\"length\":%zu,\"source\":0}],\"sources\":[{\"file\":\"%s\"}]}}",
             (unsigned long)memory, length, argv[2]);
    send_message(pager, order, faults);
    expect(pager, "ready");
    printf("the last page begins with byte %d\n", (unsigned char)memory[length - page]);
    for (size_t at = 0; argc == 4 && at < length; at += page)
        *(volatile char *)(memory + at);
    send_message(pager, "{\"type\":\"stream\"}", -1);
    const char *end = expect(pager, "end");
    if (argc == 4)
        puts(end);
    return 0;
}
