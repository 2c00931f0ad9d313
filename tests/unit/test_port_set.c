/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diag/port_set.h"

#include <linux/inet_diag.h>

#include "unit.h"

static size_t count_ports(const struct port_set *p)
{
	size_t count = 0;

	for (uint32_t port = 0; port <= UINT16_MAX; port++)
		count += port_set_has(p, port, 0);
	return count;
}

/* Validates a program like inet_diag_bc_audit of the kernel: each operation, and each
 * target of a jump, lies on the path of all "yes". */
static void audit(const struct inet_diag_bc_op *ops, size_t size)
{
	bool *is_begin = calloc(size / sizeof(*ops) + 3, sizeof(*is_begin));
	size_t at = 0;

	assert_non_null(is_begin);
	while (at * sizeof(*ops) < size) {
		assert_true(ops[at].yes >= sizeof(*ops) &&
			    ops[at].yes % sizeof(*ops) == 0);
		is_begin[at] = true;
		at += ops[at].yes / sizeof(*ops);
	}
	assert_int_equal(at * sizeof(*ops), size);
	/* The end of the program, and targets after it. */
	is_begin[at] = true;
	is_begin[at + 1] = true;
	for (size_t i = 0; i < at; i += ops[i].yes / sizeof(*ops)) {
		const size_t to = i + ops[i].no / sizeof(*ops);

		assert_true(ops[i].no % sizeof(*ops) == 0 && ops[i].no >= ops[i].yes);
		assert_true(to <= at + 1 && is_begin[to]);
	}
	free(is_begin);
}

/* Runs a program like inet_diag_bc_run of the kernel. */
static bool passes(const struct inet_diag_bc_op *ops, size_t size, uint16_t port)
{
	const size_t end = size / sizeof(*ops);
	size_t at = 0;

	while (at < end) {
		const struct inet_diag_bc_op *op = &ops[at];
		bool is_yes = false;

		if (op->code == INET_DIAG_BC_S_GE)
			is_yes = port >= op[1].no;
		else if (op->code == INET_DIAG_BC_S_LE)
			is_yes = port <= op[1].no;
		else
			assert_int_equal(op->code, INET_DIAG_BC_JMP);
		at += (is_yes ? op->yes : op->no) / sizeof(*ops);
	}
	return at == end;
}

/* Checks that the ports of these buckets are accepted, and no others. */
static void expect(const uint32_t *buckets, size_t count, uint32_t table)
{
	static bool is_wanted[UINT16_MAX + 1];
	struct port_set ports = { 0 };
	void *program = NULL;
	size_t size = 0;
	size_t wanted = 0;

	memset(is_wanted, 0, sizeof(is_wanted));
	for (size_t i = 0; i < count; i++)
		port_set_add(&ports, buckets[i], table);
	for (uint32_t port = 0; port <= UINT16_MAX; port++)
		for (size_t i = 0; i < count && !is_wanted[port]; i++)
			is_wanted[port] = table ? port % table + 1 == buckets[i]
						: port == buckets[i];
	for (uint32_t port = 0; port <= UINT16_MAX; port++)
		wanted += is_wanted[port];
	assert_int_equal(count_ports(&ports), wanted);
	assert_int_equal(port_set_compile(&ports, &program, &size), 0);
	audit(program, size);
	for (uint32_t port = 0; port <= UINT16_MAX; port++) {
		assert_int_equal(passes(program, size, (uint16_t)port), is_wanted[port]);
		assert_int_equal(
			port_set_has(&ports, table ? port % table + 1 : port, table),
			is_wanted[port]);
	}
	free(program);
}

static void ports_of_the_set_are_accepted(void **state)
{
	(void)state;
	expect((const uint32_t[]){ 53 }, 1, 0);
	expect((const uint32_t[]){ 0, 65535 }, 2, 0);
	expect((const uint32_t[]){ 53, 54, 55, 1000 }, 4, 0);
	expect((const uint32_t[]){ 1, 3, 7, 9, 4097, 65535 }, 6, 0);
	expect((const uint32_t[]){ 1 }, 1, 128);
	expect((const uint32_t[]){ 128 }, 1, 128);
	expect((const uint32_t[]){ 1, 16384, 7, 7, 8 }, 5, 16384);
}

static void no_program_for_no_or_too_many_ports(void **state)
{
	struct port_set ports = { 0 };
	void *program = NULL;
	size_t size = 7;

	(void)state;
	assert_int_equal(port_set_compile(&ports, &program, &size), -EINVAL);
	for (uint32_t port = 0; port < PORT_SET_RANGES_MAX; port++)
		port_set_add(&ports, 2 * port, 0);
	assert_int_equal(port_set_compile(&ports, &program, &size), 0);
	audit(program, size);
	free(program);
	program = NULL;
	size = 7;
	port_set_add(&ports, 2 * PORT_SET_RANGES_MAX, 0);
	assert_int_equal(port_set_compile(&ports, &program, &size), -EINVAL);
	assert_null(program);
	assert_int_equal(size, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports_of_the_set_are_accepted),
		cmocka_unit_test(no_program_for_no_or_too_many_ports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
