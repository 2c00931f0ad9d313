/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A library for LD_PRELOAD: memory of the program and its libraries runs out as
 * requested, from main on; reads and writes are partial; and a pause is interrupted, so
 * that a repeating program ends. */
#include "faulty.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The shared file with the requests, or NULL before it is mapped. */
static struct faulty *told;

/* Returns the next function of that name: of the C library or of a sanitizer. */
#define NEXT(name)                                                                       \
	({                                                                               \
		static __typeof__(&(name)) next_;                                        \
		if (!next_)                                                              \
			*(void **)&next_ = dlsym(RTLD_NEXT, #name);                      \
		next_;                                                                   \
	})

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv(FAULTY_FILE);
	const int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	void *at = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (at != MAP_FAILED)
		told = at;
}

/* The C library reads its databases, and may end the program if that fails: no fault is
 * made meanwhile. */
static __thread bool is_asking;

static bool is_out_of_memory(void)
{
	if (!told || is_asking)
		return false;
	const unsigned long n =
		__atomic_add_fetch(&told->allocations, 1, __ATOMIC_RELAXED);

	if (!told->fail_at || (told->is_lasting ? n < told->fail_at : n != told->fail_at))
		return false;
	__atomic_add_fetch(&told->failed, 1, __ATOMIC_RELAXED);
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return is_out_of_memory() ? NULL : NEXT(malloc)(size);
}

void *calloc(size_t count, size_t size)
{
	return is_out_of_memory() ? NULL : NEXT(calloc)(count, size);
}

void *realloc(void *old, size_t size)
{
	return is_out_of_memory() ? NULL : NEXT(realloc)(old, size);
}

/* A sanitizer has its own versions of these functions, which do not call the ones
 * above. */
void *reallocarray(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(old, count && size ? count * size : 1);
}

char *strndup(const char *text, size_t max)
{
	const size_t n = strnlen(text, max);
	char *copy = malloc(n + 1);

	if (copy) {
		memcpy(copy, text, n);
		copy[n] = '\0';
	}
	return copy;
}

char *strdup(const char *text)
{
	return strndup(text, strlen(text));
}

#define ASK(call)                                                                        \
	({                                                                               \
		is_asking = true;                                                        \
		__typeof__(call) answer_ = (call);                                       \
		is_asking = false;                                                       \
		answer_;                                                                 \
	})

struct passwd *getpwuid(uid_t uid)
{
	return ASK(NEXT(getpwuid)(uid));
}

struct passwd *getpwnam(const char *name)
{
	return ASK(NEXT(getpwnam)(name));
}

struct servent *getservbyport(int port, const char *protocol)
{
	return ASK(NEXT(getservbyport)(port, protocol));
}

struct servent *getservbyname(const char *name, const char *protocol)
{
	return ASK(NEXT(getservbyname)(name, protocol));
}

struct protoent *getprotobynumber(int number)
{
	return ASK(NEXT(getprotobynumber)(number));
}

/* Short transfers through a pipe are never partial. */
enum { WHOLE = 32 };

static size_t piece_of(size_t size)
{
	if (size <= WHOLE)
		return size;
	return told && told->piece && told->piece < size ? told->piece : size;
}

ssize_t read(int fd, void *to, size_t size)
{
	return NEXT(read)(fd, to, piece_of(size));
}

/* Programs built with FORTIFY_SOURCE call this function in place of read. */
ssize_t checked_read(int fd, void *to, size_t size, size_t room) __asm__("__read_chk");
ssize_t checked_read(int fd, void *to, size_t size, size_t room)
{
	if (size > room)
		abort();
	return read(fd, to, size);
}

ssize_t write(int fd, const void *from, size_t size)
{
	return NEXT(write)(fd, from, piece_of(size));
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *limit,
	  const sigset_t *mask)
{
	if (told && told->rounds && ++told->pauses == told->rounds)
		pthread_kill(pthread_self(), SIGINT);
	return NEXT(ppoll)(fds, count, limit, mask);
}
