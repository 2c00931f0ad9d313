/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hooks of a context, and the defaults without hooks. */
#include "kernel/context.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"
#include "util/cleanup.h"

/* The calls of the hooks, in order. */
struct calls {
	char log[16];
	bool refuses;
};

static void note(struct calls *c, char what)
{
	const size_t len = strlen(c->log);

	assert_true(len + 1 < sizeof(c->log));
	c->log[len] = what;
}

static bool raise_hook(void *arg)
{
	struct calls *c = arg;

	note(c, 'r');
	return !c->refuses;
}

static void lower_hook(void *arg)
{
	note(arg, 'l');
}

static int set_hook(bool are_effective, void *arg)
{
	note(arg, are_effective ? '1' : '0');
	return are_effective ? 0 : -EPERM;
}

static void raises_until_the_scope_ends(void **state)
{
	struct calls calls = { 0 };
	const struct context_hooks hooks = {
		.raise = raise_hook,
		.lower = lower_hook,
		.arg = &calls,
	};
	const struct context context = { .proc_fd = -1, .hooks = &hooks };

	(void)state;
	{
		_cleanup_(context_lower) const struct context_raised raised =
			context_raise(&context);
		assert_string_equal(calls.log, "r");
	}
	assert_string_equal(calls.log, "rl");
	calls.refuses = true;
	{
		_cleanup_(context_lower) const struct context_raised raised =
			context_raise(&context);
	}
	/* Capabilities that were not raised are not lowered. */
	assert_string_equal(calls.log, "rlr");
}

static void does_nothing_without_hooks(void **state)
{
	static const struct context plain = { .proc_fd = -1 };
	const struct context *const contexts[] = { NULL, &plain };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(contexts); i++) {
		_cleanup_(context_lower) const struct context_raised raised =
			context_raise(contexts[i]);
		assert_null(raised.context);
		assert_int_equal(context_set_bpf(contexts[i], false), -EOPNOTSUPP);
	}
}

static void returns_the_result_of_set_bpf(void **state)
{
	struct calls calls = { 0 };
	const struct context_hooks hooks = { .set_bpf = set_hook, .arg = &calls };
	const struct context context = { .proc_fd = -1, .hooks = &hooks };

	(void)state;
	assert_int_equal(context_set_bpf(&context, false), -EPERM);
	assert_int_equal(context_set_bpf(&context, true), 0);
	assert_string_equal(calls.log, "01");
}

static uint64_t read_caps(const char *name)
{
	FILE *f = fopen("/proc/thread-self/status", "re");
	char line[256];
	uint64_t caps = 0;
	bool is_found = false;

	assert_non_null(f);
	while (!is_found && fgets(line, sizeof(line), f)) {
		is_found = strncmp(line, name, strlen(name)) == 0;
		if (is_found)
			caps = strtoull(line + strlen(name), NULL, 16);
	}
	fclose(f);
	assert_true(is_found);
	return caps;
}

/* Without hooks the effective capabilities count, with hooks the permitted ones. */
static void knows_the_capabilities_of_its_thread(void **state)
{
	enum { DAC_READ_SEARCH = 2, SYS_PTRACE = 19, PERFMON = 38, BPF = 39 };
	static const struct context_hooks hooks = { .raise = raise_hook };
	const struct context with = { .proc_fd = -1, .hooks = &hooks };
	static const uint64_t owners =
		UINT64_C(1) << DAC_READ_SEARCH | UINT64_C(1) << SYS_PTRACE;
	static const uint64_t bpf = UINT64_C(1) << PERFMON | UINT64_C(1) << BPF;
	const uint64_t effective = read_caps("CapEff:");
	const uint64_t permitted = read_caps("CapPrm:");

	(void)state;
	assert_int_equal(context_sees_all(NULL), (effective & owners) == owners);
	assert_int_equal(context_has_bpf(NULL), (effective & bpf) == bpf);
	assert_int_equal(context_sees_all(&with), (permitted & owners) == owners);
	assert_int_equal(context_has_bpf(&with), (permitted & bpf) == bpf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(raises_until_the_scope_ends),
		cmocka_unit_test(does_nothing_without_hooks),
		cmocka_unit_test(returns_the_result_of_set_bpf),
		cmocka_unit_test(knows_the_capabilities_of_its_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
