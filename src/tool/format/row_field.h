/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields that the options --columns, --sort and --group accept: fields of a socket,
 * TCP facts, memory figures, and properties of the processes that hold the socket. */
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

/* The place from which the value of a field comes. For the first three places, which enum
 * expr_place has, too, row_field.index is the index of the field in the table of the
 * place. ROW_LOCAL and ROW_PEER are the ends of a socket of any family. ROW_OWNERS stands
 * for the pids and names of all processes that hold the socket. */
enum row_place {
	ROW_IN_SOCK,
	ROW_IN_TCP,
	ROW_IN_MEMORY,
	ROW_LOCAL,
	ROW_PEER,
	ROW_USER,
	ROW_INTERFACE,
	ROW_NETNS_COOKIE,
	ROW_NETNS_NAME,
	ROW_OWNERS,
	ROW_PID,
	ROW_COMMAND,
	ROW_EXECUTABLE,
	/* The unit of the process. The places from ROW_UNIT to ROW_CGROUP are properties
	 * that are read from the cgroup of the process. */
	ROW_UNIT,
	ROW_CONTAINER,
	ROW_POD,
	ROW_CGROUP,
};

struct row_field {
	/* The name of the field in headers and as a JSON key; a string literal. */
	const char *name;
	enum row_place place;
	uint16_t index;
};

enum { ROW_FIELDS_MAX = 32 };

struct row_fields {
	struct row_field all[ROW_FIELDS_MAX];
	size_t len;
};

/* Sets *ret to the field that has a name. The name may be in upper or lower case, with or
 * without '_' and '-', and may lack a unit "_us" or "_ms" at its end. Returns false if no
 * field has the name. */
bool row_field_find(const char *name, struct row_field *ret);

/* Parses FIELD[,FIELD]... and appends the fields to *fields. Returns 0, or an error with
 * *ret_bad at the wrong name. -EINVAL: the name is no field, or is_wanted (NULL: accepts
 * all fields) rejects the field; -E2BIG: *fields has no room for the field; -EEXIST:
 * *fields contains the field already. */
int row_fields_parse(struct row_fields *fields, const char *text,
		     bool (*is_wanted)(const struct row_field *field),
		     const char **ret_bad);

/* row_field_need adds to *needs the data that a listing must read to show a field;
 * row_fields_need adds the data for all fields of an array. */
void row_field_need(const struct row_field *field, struct filter_needs *needs);
void row_fields_need(const struct row_fields *fields, struct filter_needs *needs);

/* Returns the type of the values of a field. A single value may have another type: a
 * FIELD_WORD may have only a number, and ROW_USER and ROW_INTERFACE, which are
 * FIELD_BYTES, may be a FIELD_NUMBER. */
enum field_type row_field_type(const struct row_field *field);

/* Returns whether a field has one value that can be compared: a number, a text or an
 * address. */
bool row_field_is_comparable(const struct row_field *field);

/* Returns whether a field is a property of one process that holds the socket, such as its
 * pid. */
bool row_field_is_of_owner(const struct row_field *field);

/* Sets *ret to the value of a field; for ROW_LOCAL and ROW_PEER, to the address. `owner`
 * is the process whose properties are read (NULL: no owner is known). Returns false if
 * the field has no value. A failed look-up of a name sets the error of sb. */
bool row_field_get(const struct row_field *field, const struct row *r,
		   const struct process *owner, struct strbuf *sb,
		   struct field_member *ret);

/* Appends the value of a field as text; nothing for a value of the type FIELD_OBJECT. In
 * a value of the type FIELD_BYTES, such as a name, the characters in `also` are escaped,
 * too. */
void row_value_put(struct strbuf *sb, const struct field_member *member,
		   const char *also);

/* Appends the value of a field as text; nothing if the socket lacks the field. The values
 * for several owners are separated by commas; a value that equals the one before it is
 * left out. The characters in `also`, and commas in names of owners, are escaped. */
void row_field_put(struct strbuf *sb, const struct row_field *field, const struct row *r,
		   const char *also);

/* Appends a field that does not describe owners to a JSON object: one member; for
 * ROW_LOCAL and ROW_PEER, one member for each number or name of this end of the socket;
 * nothing if the socket lacks the field. */
void row_field_json(struct strbuf *sb, const struct row_field *field,
		    const struct row *r);

/* Appends the JSON member "owners", an array with one object for each owner of the
 * socket. Each object has the properties of the owner that `fields` names. */
void row_owners_json(struct strbuf *sb, const struct row_fields *fields,
		     const struct row *r);

/* Calls fn once for each process that owns the socket of the row r. Stops if fn returns a
 * value other than 0, and returns the value of fn; otherwise returns 0. */
int row_owners_each(const struct row *r,
		    int (*fn)(const struct process *owner, void *arg), void *arg);

#endif
