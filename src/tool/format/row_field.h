/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the options --columns, --sort and --group name: fields of a socket, TCP facts, memory
 * figures, and properties of the processes that hold the socket. */
#ifndef FORMAT_ROW_FIELD_H
#define FORMAT_ROW_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filter/filter.h"
#include "model/field.h"

struct process;
struct row;
struct strbuf;

/* Where a field is read. The first three are those of enum expr_place, with the index of the field
 * there. ROW_LOCAL and ROW_PEER are the ends of a socket of any family, ROW_OWNERS the pids and
 * names of all processes that hold the socket. */
enum row_place {
	ROW_IN_SOCK,
	ROW_IN_TCP,
	ROW_IN_MEMORY,
	ROW_LOCAL,
	ROW_PEER,
	ROW_USER,
	ROW_INTERFACE,
	ROW_OWNERS,
	ROW_PID,
	ROW_COMMAND,
	ROW_EXECUTABLE,
};

struct row_field {
	/* The name that headers and keys have, a string literal. */
	const char *name;
	enum row_place place;
	uint16_t index;
};

enum { ROW_FIELDS_MAX = 32 };

struct row_fields {
	struct row_field all[ROW_FIELDS_MAX];
	size_t len;
};

/* Finds a field by its name, in any case, with or without '_' and '-'; a unit "_us" or "_ms" at the
 * end may be left out. Returns false if the name is unknown. */
bool row_field_find(const char *name, struct row_field *ret);

/* Parses FIELD[,FIELD]... and appends the fields. -EINVAL: *ret_bad is the rest of the text that
 * begins with a name that is no field, or is not accepted by is_wanted (NULL: all fields are
 * accepted), or that is one field too many. */
int row_fields_parse(struct row_fields *fields, const char *text,
		     bool (*is_wanted)(const struct row_field *field),
		     const char **ret_bad);

/* Adds to *needs what a listing must read for the field, or for all the fields. */
void row_field_need(const struct row_field *field, struct filter_needs *needs);
void row_fields_need(const struct row_fields *fields, struct filter_needs *needs);

/* Returns the type of the values of a field. A FIELD_WORD may have a number in place of its
 * word, and ROW_USER and ROW_INTERFACE, which are FIELD_BYTES, may have a FIELD_NUMBER. */
enum field_type row_field_type(const struct row_field *field);

/* Returns whether the field has a single value that can be compared: a number, a text or an
 * address. */
bool row_field_is_comparable(const struct row_field *field);

/* Returns whether the field is a property of one process that holds the socket. */
bool row_field_is_of_owner(const struct row_field *field);

/* Reads the value of a field, which is that of the local or peer address for ROW_LOCAL and
 * ROW_PEER. owner is the process of which properties are read (NULL: the socket has no known
 * owner). Returns false if there is no value. A failed look-up of a name sets the error of sb. */
bool row_field_get(const struct row_field *field, const struct row *r,
		   const struct process *owner, struct strbuf *sb,
		   struct field_member *ret);

/* Appends the text of a value, or nothing if it is empty. Escapes the characters in the parameter
 * `also` in names. */
void row_value_put(struct strbuf *sb, const struct field_member *member,
		   const char *also);

/* Appends the text of a field, or nothing if the socket lacks it. The values of several owners are
 * separated by commas; equal values of owners in a row are shown once. Escapes the characters in
 * `also`, and commas in names of owners. */
void row_field_put(struct strbuf *sb, const struct row_field *field, const struct row *r,
		   const char *also);

/* Appends a field that is not of an owner as members of a JSON object: nothing if the socket lacks
 * it, several members for an end of the socket. */
void row_field_json(struct strbuf *sb, const struct row_field *field,
		    const struct row *r);

/* Appends the member "owners": an array of objects with those properties of the owners that the
 * fields name. */
void row_owners_json(struct strbuf *sb, const struct row_fields *fields,
		     const struct row *r);

/* Calls fn for each process that is shown as an owner of the socket, each process once, until fn
 * returns another value than 0. Returns that value, or 0. */
int row_owners_each(const struct row *r,
		    int (*fn)(const struct process *owner, void *arg), void *arg);

#endif
