/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls a target with each of its seeds and past crashes, without libFuzzer. "fuzz_TARGET
 * FILE..." runs single inputs, for debugging. Each input is a test in TAP. */
#include <glob.h>

#include "fuzz.h"
#include "util/cleanup.h"

enum { INPUT_MAX = 1024 * 1024 };

/* The input ends at the end of its memory, so that a sanitizer notices reads beyond
 * it. */
static void run(const char *path)
{
	FILE *f = fopen(path, "r");
	_cleanup_free_ uint8_t *room = malloc(INPUT_MAX);

	require(f && room);
	const size_t n = fread(room, 1, INPUT_MAX, f);
	require(!ferror(f) && n < INPUT_MAX);
	fclose(f);
	_cleanup_free_ uint8_t *data = malloc(n ? n : 1);
	require(data);
	memcpy(data, room, n);
	LLVMFuzzerTestOneInput(data, n);
}

/* Prints the result at once, because the next input may crash. */
static void tell(const char *path, unsigned int number)
{
	run(path);
	printf("ok %u - %s\n", number, path);
	fflush(stdout);
}

int main(int argc, char *argv[])
{
	static const char *const folders[] = { "seeds", "crashes" };
	const char *slash = strrchr(argv[0], '/');
	const char *name = strstr(slash ? slash : argv[0], "fuzz_");
	unsigned int count = 0;

	for (int i = 1; i < argc; i++)
		tell(argv[i], ++count);
	for (size_t i = 0; argc == 1 && name && i < ARRAY_SIZE(folders); i++) {
		char pattern[256];
		glob_t found = { 0 };

		snprintf(pattern, sizeof(pattern), "tests/fuzz/%s/%s/*", folders[i],
			 name + strlen("fuzz_"));
		if (glob(pattern, 0, NULL, &found) == 0)
			for (size_t k = 0; k < found.gl_pathc; k++)
				tell(found.gl_pathv[k], ++count);
		globfree(&found);
	}
	printf("1..%u\n", count);
	/* nothing is no test */
	return count ? EXIT_SUCCESS : EXIT_FAILURE;
}
