/* SPDX-License-Identifier: GPL-2.0-or-later */
/* State files of container runtimes, and command lines of conmon(8). */
#include "fuzz.h"
#include "netns/container_state.h"
#include "netns/json_scan.h"

static void require_name(const char *name, size_t size)
{
	require(!name || (*name && strlen(name) <= 3 * size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int (*const parsers[])(struct span text, const char *id,
				      struct container_names *ret) = {
		container_state_docker,
		container_state_oci,
		container_state_podman,
		container_state_conmon,
	};
	struct span text = { (const char *)data, size };
	char *data_root = NULL;
	char *decoded = NULL;

	for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]); i++) {
		struct container_names names = { 0 };

		require(parsers[i](text, "a", &names) == 0);
		require_name(names.name, size);
		require_name(names.pod_name, size);
		require_name(names.pod_namespace, size);
		container_names_release(&names);
	}
	require(container_state_data_root(text, &data_root) == 0);
	require_name(data_root, size);
	free(data_root);
	if (json_decode(text, &decoded) == 0)
		require(strlen(decoded) <= 3 * size);
	free(decoded);
	return 0;
}
