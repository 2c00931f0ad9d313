/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events/ring.h"

#include <linux/bpf.h>
#include <sys/mman.h>

#include "unit.h"

enum { SIZE = 4096, RECORD = 40 };

/* A ring buffer in a file that is mapped twice in a row, like a buffer of the kernel. */
struct fake {
	int fd;
	char *pages;
	size_t page;
	struct ring ring;
	/* The number that the next record holds. */
	uint64_t next;
	size_t seen;
	int answer;
};

static struct fake fake_open(void)
{
	struct fake f = { .page = (size_t)sysconf(_SC_PAGESIZE) };
	const size_t size = 2 * f.page + 2 * (size_t)SIZE;

	f.fd = memfd_create("ring", MFD_CLOEXEC);
	assert_true(f.fd >= 0);
	assert_int_equal(ftruncate(f.fd, (off_t)size), 0);
	f.pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, f.fd, 0);
	assert_true(f.pages != MAP_FAILED);
	assert_int_equal(ring_open(f.fd, SIZE, &f.ring), 0);
	return f;
}

static void fake_close(struct fake *f)
{
	ring_close(&f->ring);
	munmap(f->pages, 2 * f->page + 2 * (size_t)SIZE);
	close(f->fd);
}

static unsigned long *produced(struct fake *f)
{
	return (unsigned long *)(f->pages + f->page);
}

static void put(struct fake *f, unsigned long at, const void *bytes, size_t n)
{
	char *data = f->pages + 2 * f->page;

	for (size_t i = 0; i < n; i++) {
		const size_t to = (at + i) % SIZE;

		data[to] = data[to + SIZE] = ((const char *)bytes)[i];
	}
}

/* Writes a record of a number and zeros. */
static void add(struct fake *f, uint64_t number, uint32_t size, uint32_t bits)
{
	const unsigned long at = *produced(f);
	const uint32_t head = size | bits;

	put(f, at, &head, sizeof(head));
	put(f, at + BPF_RINGBUF_HDR_SZ, &number, sizeof(number));
	*produced(f) = at + (BPF_RINGBUF_HDR_SZ + size + 7UL) / 8 * 8;
}

static int take(const void *record, size_t size, void *arg)
{
	struct fake *f = arg;
	uint64_t number = 0;

	assert_int_equal(size, RECORD);
	memcpy(&number, record, sizeof(number));
	assert_int_equal(number, f->next++);
	f->seen++;
	return f->answer;
}

static void records_come_in_order(void **state)
{
	struct fake f = fake_open();

	(void)state;
	assert_int_equal(ring_read(&f.ring, take, &f), 0);
	for (uint64_t i = 0; i < 1000; i++) {
		add(&f, i, RECORD, 0);
		if (i % 7 == 0)
			assert_int_equal(ring_read(&f.ring, take, &f), 0);
	}
	assert_int_equal(ring_read(&f.ring, take, &f), 0);
	assert_int_equal(f.seen, 1000);
	assert_int_equal(*(unsigned long *)f.pages, *produced(&f));
	fake_close(&f);
}

static void an_unfinished_record_is_awaited(void **state)
{
	struct fake f = fake_open();

	(void)state;
	add(&f, 0, RECORD, 0);
	add(&f, 1, RECORD, BPF_RINGBUF_BUSY_BIT);
	add(&f, 2, RECORD, 0);
	assert_int_equal(ring_read(&f.ring, take, &f), 0);
	assert_int_equal(f.seen, 1);
	put(&f, 48, &(uint32_t){ RECORD }, sizeof(uint32_t));
	assert_int_equal(ring_read(&f.ring, take, &f), 0);
	assert_int_equal(f.seen, 3);
	fake_close(&f);
}

static void a_discarded_record_is_skipped(void **state)
{
	struct fake f = fake_open();

	(void)state;
	add(&f, 7, RECORD, BPF_RINGBUF_DISCARD_BIT);
	add(&f, 0, RECORD, 0);
	assert_int_equal(ring_read(&f.ring, take, &f), 0);
	assert_int_equal(f.seen, 1);
	fake_close(&f);
}

static void a_stop_is_returned(void **state)
{
	struct fake f = fake_open();

	(void)state;
	f.answer = 1;
	add(&f, 0, RECORD, 0);
	add(&f, 1, RECORD, 0);
	assert_int_equal(ring_read(&f.ring, take, &f), 1);
	assert_int_equal(f.seen, 1);
	assert_int_equal(ring_read(&f.ring, take, &f), 1);
	assert_int_equal(f.seen, 2);
	fake_close(&f);
}

static void only_written_bytes_are_read(void **state)
{
	static const uint32_t sizes[] = { RECORD + 1, SIZE, 1U << 29, (1U << 30) - 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct fake f = fake_open();

		add(&f, 0, RECORD, 0);
		put(&f, 0, &sizes[i], sizeof(sizes[i]));
		assert_int_equal(ring_read(&f.ring, take, &f), -EBADMSG);
		assert_int_equal(f.seen, 0);
		fake_close(&f);
	}

	struct fake f = fake_open();
	*produced(&f) = SIZE + 8;
	assert_int_equal(ring_read(&f.ring, take, &f), -EBADMSG);
	fake_close(&f);
}

static void an_invalid_map_is_an_error(void **state)
{
	struct ring ring = { .size = 1 };

	(void)state;
	assert_int_equal(ring_open(-1, SIZE, &ring), -EBADF);
	assert_int_equal(ring.size, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_come_in_order),
		cmocka_unit_test(an_unfinished_record_is_awaited),
		cmocka_unit_test(a_discarded_record_is_skipped),
		cmocka_unit_test(a_stop_is_returned),
		cmocka_unit_test(only_written_bytes_are_read),
		cmocka_unit_test(an_invalid_map_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
