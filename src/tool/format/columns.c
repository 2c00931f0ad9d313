/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "columns.h"

#include "text/strbuf.h"
#include "util/cleanup.h"

_Static_assert(offsetof(struct out_spec, query) == 0, "0 is the offset of a condition");

static bool flag_is_set(const struct out_spec *spec, uint16_t offset)
{
	return *(const bool *)((const char *)spec + offset);
}

bool column_condition_holds(const struct column_condition *shown,
			    const struct out_spec *spec)
{
	for (size_t i = 0; i < ARRAY_SIZE(shown->needs); i++)
		if (shown->needs[i] && !flag_is_set(spec, shown->needs[i]))
			return false;
	return !shown->unless || !flag_is_set(spec, shown->unless);
}

uint32_t columns_shown(const struct column *columns, size_t count,
		       const struct out_spec *spec)
{
	uint32_t shown = 0;

	for (size_t i = 0; i < count; i++)
		if (column_condition_holds(&columns[i].shown, spec))
			shown |= UINT32_C(1) << i;
	return shown;
}

void columns_put(struct strbuf *sb, const struct column *columns, uint32_t shown,
		 const struct row *r)
{
	for (uint32_t left = shown; left; left &= left - 1) {
		const struct column *column = &columns[__builtin_ctz(left)];
		const size_t start = sb->len;

		if (r)
			column->put(sb, r);
		else
			strbuf_adds(sb, column->header);
		if (sb->len == start && column->style & COLUMN_DASH)
			strbuf_addc(sb, '-');
		if (sb->len - start < column->width) {
			if (column->style & COLUMN_RIGHT)
				strbuf_pad_before(sb, start, column->width);
			else
				strbuf_pad(sb, start, column->width);
		}
		if (left & (left - 1))
			strbuf_addc(sb, ' ');
	}
}
