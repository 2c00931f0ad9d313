/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions on fields of a socket: fields of the table in model/field.c, TCP facts and
 * memory use. */
#ifndef FILTER_EXPR_FIELD_H
#define FILTER_EXPR_FIELD_H

#include "expr.h"
#include "model/field.h"

/* Returns whether the socket has the field that the node compares, and the value of the
 * field meets the node's condition. */
bool expr_field_is(const struct expr_node *node, const struct sock *s);

/* Returns whether the comparison of the node is true with `number` as the left operand
 * and the number of the node as the right operand. */
bool expr_number_is(uint64_t number, const struct expr_node *node);

/* Finds a field by its name, ignoring case, '_' and '-'. A unit "_us" or "_ms" at the end
 * of the name may be left out. Returns false if the name is unknown. */
bool expr_field_find(const char *name, enum expr_place *ret_place, uint16_t *ret_index);

/* Reads the type and value of field number `index`, counted from 0, of the table of
 * fields `place` into *ret. Returns false if the socket lacks the field. */
bool expr_field_get(enum expr_place place, uint16_t index, const struct sock *s,
		    struct field_member *ret);

/* Sets the members of *needs for the data that a listing must read to know the value of
 * field number `index` in the table of fields `place`. */
void expr_field_need(enum expr_place place, uint16_t index, struct filter_needs *needs);

/* Returns the name of field number i, counted from 0, in the table that `place` selects
 * (all fields, TCP facts or memory use); NULL: there are no more fields. */
const char *expr_field_name(enum expr_place place, size_t i);
/* Returns the type of field number i, counted from 0, in the table that `place` selects
 * (all fields, TCP facts or memory use). */
enum field_type expr_field_type(enum expr_place place, size_t i);
/* Returns the unit of field number i, counted from 0, in the table that `place` selects
 * (all fields, TCP facts or memory use); NULL: the field has no unit. */
const char *expr_field_unit(enum expr_place place, size_t i);

#endif
