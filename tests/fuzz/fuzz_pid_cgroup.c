/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/<pid>/cgroup. */
#include <errno.h>
#include <stdlib.h>

#include "file.h"
#include "netns/cgroup.h"

static void require_text(const char *text, size_t max)
{
	require(!text || (*text && strlen(text) <= max));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cgroup_labels *labels = NULL;

	file_set(data, size);
	const int r = cgroup_read(FILE_PROC, 12, &labels);
	require(r == 0 ? labels && labels->path
		       : !labels && (r == -EBADMSG || r == -EFBIG));
	if (!labels)
		return 0;
	require_text(labels->path, size);
	require(*labels->path == '/' && !strchr(labels->path, '\n'));
	require_text(labels->unit, 255);
	require_text(labels->user_unit, 255);
	require(!labels->user_unit || labels->unit);
	require_text(labels->id, size);
	require(!labels->runtime == !labels->id);
	require(!labels->id_is_name || labels->id);
	require_text(labels->pod, 36);
	free(labels);
	return 0;
}
