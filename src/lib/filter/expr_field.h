/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields that a condition compares: rows of the field table, TCP facts, memory use. */
#ifndef FILTER_EXPR_FIELD_H
#define FILTER_EXPR_FIELD_H

#include "expr.h"
#include "model/field.h"

/* Returns whether the socket has the field, and its value meets the condition. */
bool expr_field_is(const struct expr_node *node, const struct sock *s);

/* Returns whether a number compares so with the one of the condition. */
bool expr_number_is(uint64_t number, const struct expr_node *node);

/* Finds a field by its name, in any case and with '-' or without '_'; the unit at the end of
 * the name of a TCP fact may be left out ("rtt"). */
bool expr_field_find(const char *name, enum expr_place *ret_place, uint16_t *ret_index);

/* Return the i-th name, type and unit (NULL: none) of a place; NULL: there are no more. */
const char *expr_field_name(enum expr_place place, size_t i);
enum field_type expr_field_type(enum expr_place place, size_t i);
const char *expr_field_unit(enum expr_place place, size_t i);

#endif
