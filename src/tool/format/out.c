/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "out.h"

#include <stdlib.h>
#include <string.h>

#include "lsof.h"
#include "util/cleanup.h"

const struct out_ops *const out_layouts[] = { &out_netstat, &out_screen, &out_lsof,
					      &out_ss,      &out_json,   &out_csv };
const size_t out_layouts_count = ARRAY_SIZE(out_layouts);

const struct out_ops *out_ops(const char *name)
{
	for (size_t i = 0; i < out_layouts_count; i++)
		if (strcmp(out_layouts[i]->name, name) == 0)
			return out_layouts[i];
	return NULL;
}

int out_begin(struct out *out)
{
	out->rows = 0;
	out->ops->begin(out);
	return out_buffer_turn(&out->buffer);
}

int out_row(struct out *out, const struct sock *s, const struct owner_index *holders)
{
	out->rows++;
	out->ops->row(out, s, holders);
	return out_buffer_turn(&out->buffer);
}

int out_end(struct out *out, const struct query_gaps *gaps)
{
	out->ops->end(out, gaps);
	return out_buffer_flush(&out->buffer);
}

void out_release(struct out *out)
{
	if (out->ops->release)
		out->ops->release(out->own);
	out->own = NULL;
	free(out->record.bytes);
	out_buffer_release(&out->buffer);
}
