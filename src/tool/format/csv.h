/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include <stddef.h>

struct strbuf;

/* The fields that the layout csv shows if the option --columns is not given. */
#define CSV_COLUMNS                                                                      \
	"proto,state,local_address,local_port,peer_address,peer_port,path,recv_q,send_"  \
	"q,"                                                                             \
	"uid,user,inode,interface,pid,command"

/* The fields that the layout csv shows in addition to CSV_COLUMNS if the option --netns,
 * but not --columns, is given. */
#define CSV_NETNS_COLUMNS "netns,netns_name"

/* Turns the text of sb from offset `start` on into a field of CSV (RFC 4180): puts the
 * text in quotes if it contains a comma or a quote. */
void csv_quote(struct strbuf *sb, size_t start);

#endif
