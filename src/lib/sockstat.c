/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The public API that include/sockstat.h describes. A request of a caller of the library
 * becomes a query (query/query.h). */
#include "sockstat.h"

#include <errno.h>
#include <string.h>

#include "filter/filter.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "model/field.h"
#include "netns/cgroup.h"
#include "owner/bpf_iter.h"
#include "owner/owner.h"
#include "owner/owner_index.h"
#include "query/query.h"
#include "util/cleanup.h"

struct sockstat_context {
	struct sockstat_context_options options;
	struct context context;
	struct context_hooks hooks;
	struct bpf_cache bpf_cache;
	const struct owner_source_ops *source;
};

struct sockstat_request {
	const struct sockstat_context *context;
	struct query_spec spec;
	struct filter filter;
	bool has_run;
	struct query_gaps gaps;
	/* The caller's function that sockstat_request_run() calls for each socket while
	 * the request is running. */
	sockstat_sock_fn fn;
	void *arg;
	/* The index of owners, which finds the processes that hold a socket, of the
	 * request that is running; NULL: owners are not wanted. */
	const struct owner_index *owners;
};

struct sockstat_sock {
	const struct sock *sock;
	/* The index of owners, which finds the processes that hold a socket by its inode;
	 * NULL: owners are not wanted. */
	const struct owner_index *owners;
};

/* The numbers of protocols, families and states in the public API must be those of the
 * library's model. */
_Static_assert(SOCKSTAT_PROTO_TCP == 1 << PROTO_TCP, "protocols differ");
_Static_assert(SOCKSTAT_PROTO_UNIX == 1 << PROTO_UNIX, "protocols differ");
_Static_assert(SOCKSTAT_PROTO_TIPC == 1 << PROTO_TIPC, "protocols differ");
_Static_assert(PROTO_TIPC + 1 == PROTO_MAX_, "a protocol lacks its bit");
_Static_assert(SOCKSTAT_FAMILY_INET == 1 << IP_V4, "families differ");
_Static_assert(SOCKSTAT_FAMILY_INET6 == 1 << IP_V6, "families differ");
_Static_assert((int)SOCKSTAT_STATE_LISTEN == STATE_LISTEN, "states differ");
_Static_assert((int)SOCKSTAT_STATE_NEW_SYN_RECV == STATE_NEW_SYN_RECV, "states differ");

/* Copies a struct of options, which begins with its size in bytes, from the caller of the
 * library. `from` may have fewer or more members than the library knows; if `from` is
 * NULL, all options are zero. Returns 0, -EINVAL if the size is invalid, or -E2BIG if a
 * member that the library does not know is not zero. */
static int copy_options(void *to, size_t to_size, const void *from)
{
	size_t size = to_size;
	const unsigned char *bytes = from;

	if (from)
		memcpy(&size, from, sizeof(size));
	if (size < sizeof(size))
		return -EINVAL;
	for (size_t i = to_size; i < size; i++)
		if (bytes[i])
			return -E2BIG;
	memset(to, 0, to_size);
	if (from)
		memcpy(to, from, size < to_size ? size : to_size);
	return 0;
}

static bool raise_by_caller(void *arg)
{
	const struct sockstat_context_options *options = arg;

	return options->raise(options->hook_arg) > 0;
}

static void lower_by_caller(void *arg)
{
	const struct sockstat_context_options *options = arg;
	const int saved = errno;

	options->lower(options->hook_arg);
	errno = saved;
}

int sockstat_context_new(const struct sockstat_context_options *options,
			 struct sockstat_context **ret)
{
	static const struct owner_source_ops *const sources[] = {
		[SOCKSTAT_SOURCE_AUTO] = &owner_source_auto,
		[SOCKSTAT_SOURCE_BPF] = &owner_source_bpf,
		[SOCKSTAT_SOURCE_PROC] = &owner_source_proc,
	};
	_cleanup_free_ struct sockstat_context *c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;

	int r = copy_options(&c->options, sizeof(c->options), options);
	if (r < 0)
		return r;
	const struct sockstat_context_options *o = &c->options;
	if (o->source >= ARRAY_SIZE(sources) || o->reserved || !o->raise != !o->lower)
		return -EINVAL;
	r = proc_open(o->proc_root ? o->proc_root : "/proc", &c->context.proc_fd);
	if (r < 0)
		return r;
	/* The state files of container runtimes on this machine belong to the /proc of
	 * this machine, so they are not read for another /proc. */
	c->context.state_root = o->proc_root ? NULL : "";
	c->options.proc_root = NULL;
	c->source = sources[o->source];
	c->bpf_cache = BPF_CACHE_INIT;
	c->context.bpf_cache = &c->bpf_cache;
	c->hooks = (struct context_hooks){
		.raise = raise_by_caller,
		.lower = lower_by_caller,
		.arg = &c->options,
	};
	if (o->raise)
		c->context.hooks = &c->hooks;
	*ret = TAKE(c);
	return 0;
}

struct sockstat_context *sockstat_context_free(struct sockstat_context *c)
{
	if (!c)
		return NULL;
	bpf_cache_release(&c->bpf_cache);
	cleanup_close(&c->context.proc_fd);
	free(c);
	return NULL;
}

/* Returns the pairs of protocol and IP version that belong to the given protocols and
 * families, as a mask of PAIR_BIT. 0 stands for all protocols, or for all families. A
 * protocol that does not run over IP has one pair, whatever the families are. */
static uint32_t find_pairs(uint32_t protocols, uint32_t families)
{
	uint32_t pairs = 0;

	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		const enum proto proto = pair / IP_MAX_;

		if ((!protocols || protocols & 1U << proto) &&
		    (!families || families & 1U << pair % IP_MAX_ ||
		     proto_desc(proto)->family))
			pairs |= proto_pairs(proto) & UINT32_C(1) << pair;
	}
	return pairs;
}

int sockstat_request_new(const struct sockstat_context *c,
			 const struct sockstat_request_options *options,
			 struct sockstat_request **ret)
{
	enum { STATES = (1 << (STATE_NEW_SYN_RECV + 1)) - 2 };
	struct sockstat_request_options o;

	int r = copy_options(&o, sizeof(o), options);
	if (r < 0)
		return r;
	if (o.protocols >> PROTO_MAX_ || o.families >> IP_MAX_ || o.owners > 1 ||
	    o.states & ~(uint32_t)STATES || o.reserved || o.labels > 1 || o.reserved2)
		return -EINVAL;
	struct sockstat_request *request = calloc(1, sizeof(*request));
	if (!request)
		return -ENOMEM;
	request->context = c;
	/* In the public API, sockets that are only bound have the state CLOSE. The kernel
	 * lists such sockets only if BOUND_INACTIVE is requested, too. */
	if (o.states & STATE_BIT(STATE_CLOSE))
		o.states |= STATE_BIT(STATE_BOUND_INACTIVE);
	request->filter.has_states = o.states != 0;
	request->filter.states = o.states;
	request->spec = (struct query_spec){
		.pairs = find_pairs(o.protocols, o.families),
		.which = WHICH_ALL,
		.bound = true,
		.owners = o.owners,
		.owners_ms = o.owners_ms,
		.source = c->source,
		/* Command lines are not read: a command line is in the memory of its
		 * process, so reading it may block for ever. */
		.wanted = { .only_comm = true,
			    .comm = true,
			    .uid = true,
			    .cgroup = o.labels },
	};
	*ret = request;
	return 0;
}

struct sockstat_request *sockstat_request_free(struct sockstat_request *request)
{
	free(request);
	return NULL;
}

static int hand_to_caller(const struct sock *s, void *arg)
{
	const struct sockstat_request *request = arg;
	const struct sockstat_sock sock = { s, request->owners };

	return request->fn(&sock, request->arg);
}

int sockstat_request_run(struct sockstat_request *request, sockstat_sock_fn fn, void *arg)
{
	const struct context *context = &request->context->context;
	struct query *query = NULL;

	request->spec.filter = &request->filter;
	request->spec.can_see_all = context_sees_all(context);
	request->fn = fn;
	request->arg = arg;
	int r = query_new(context, &request->spec, &query);
	if (r < 0)
		return r;
	request->owners = query_owners(query);
	r = query_run(query, hand_to_caller, request);
	request->gaps = *query_gaps(query);
	request->gaps.pids = NULL;
	request->has_run = true;
	request->owners = NULL;
	query_free(query);
	return r;
}

/* Returns the protocols to which the given pairs of protocol and IP version belong, as a
 * mask of enum sockstat_proto. */
static uint32_t protocols_of(uint32_t pairs)
{
	uint32_t protocols = 0;

	for (enum proto proto = 0; proto < PROTO_MAX_; proto++)
		if (pairs & proto_pairs(proto))
			protocols |= 1U << proto;
	return protocols;
}

int sockstat_request_get_gap(const struct sockstat_request *request,
			     enum sockstat_gap gap, uint64_t *ret)
{
	const struct query_gaps *gaps = &request->gaps;
	const uint64_t values[] = {
		[SOCKSTAT_GAP_DENIED] = gaps->denied,
		[SOCKSTAT_GAP_UNOWNED] = gaps->unowned,
		[SOCKSTAT_GAP_LATE] = gaps->is_late,
		[SOCKSTAT_GAP_INTERRUPTED] = gaps->interrupted,
		[SOCKSTAT_GAP_MALFORMED] = gaps->malformed,
		[SOCKSTAT_GAP_ABSENT] = protocols_of(gaps->absent),
		[SOCKSTAT_GAP_FALLBACK] = protocols_of(gaps->fallback),
	};

	if (gap < SOCKSTAT_GAP_DENIED || (size_t)gap >= ARRAY_SIZE(values))
		return -EINVAL;
	if (!request->has_run)
		return -ENODATA;
	*ret = values[gap];
	return 0;
}

/* Sets *ret to the value of a field of a socket. `types` are the types that the field may
 * have, as a mask of 1 << enum field_type. Returns 0, -ENODATA if the socket does not
 * have the field, or -EINVAL if the field is unknown or has another type. */
static int read_field(const struct sockstat_sock *sock, enum sockstat_field field,
		      unsigned int types, struct field_value *ret)
{
	for (size_t i = 0; i < sock_fields_count; i++) {
		const struct field_desc *desc = &sock_fields[i];

		if (desc->id != field || !(types & 1U << desc->type))
			continue;
		if ((sock->sock->has & desc->needs) != desc->needs)
			return -ENODATA;
		*ret = desc->get(sock->sock);
		return 0;
	}
	return -EINVAL;
}

int sockstat_sock_get_u64(const struct sockstat_sock *sock, enum sockstat_field field,
			  uint64_t *ret)
{
	enum {
		TYPES = 1 << FIELD_NUMBER | 1 << FIELD_HEX | 1 << FIELD_BOOL |
			1 << FIELD_WORD
	};
	struct field_value value;

	int r = read_field(sock, field, TYPES, &value);
	if (r == 0)
		*ret = value.number;
	return r;
}

int sockstat_sock_get_string(const struct sockstat_sock *sock, enum sockstat_field field,
			     const char **ret)
{
	struct field_value value;

	int r = read_field(sock, field, 1 << FIELD_WORD, &value);
	if (r < 0)
		return r;
	if (!value.word)
		return -ENODATA;
	*ret = value.word;
	return 0;
}

int sockstat_sock_get_bytes(const struct sockstat_sock *sock, enum sockstat_field field,
			    const void **ret, size_t *ret_len)
{
	struct field_value value;

	int r = read_field(sock, field, 1 << FIELD_ADDR | 1 << FIELD_BYTES, &value);
	if (r < 0)
		return r;
	*ret = value.bytes;
	*ret_len = value.number;
	if (value.addr) {
		*ret = value.addr->bytes;
		*ret_len = value.addr->family == AF_INET ? 4 : 16;
	}
	return 0;
}

/* Returns the struct holder (of the index of owners) that the public API shows as a
 * struct sockstat_owner. */
static const struct holder *to_holder(const struct sockstat_owner *owner)
{
	return (const struct holder *)owner;
}

const struct sockstat_owner *sockstat_sock_next_owner(const struct sockstat_sock *sock,
						      const struct sockstat_owner *after)
{
	if (!sock->owners)
		return NULL;
	const struct holder *h =
		after ? owner_index_next(sock->owners, to_holder(after))
		      : owner_index_first(sock->owners, sock->sock->inode);
	return (const struct sockstat_owner *)h;
}

int sockstat_owner_get_u64(const struct sockstat_sock *sock,
			   const struct sockstat_owner *owner,
			   enum sockstat_owner_field field, uint64_t *ret)
{
	const struct holder *holder = to_holder(owner);
	const struct process *process = owner_index_process(sock->owners, holder);
	const struct {
		bool is_there;
		uint64_t number;
	} fields[] = {
		[SOCKSTAT_OWNER_PID] = { true, process->pid },
		[SOCKSTAT_OWNER_FD] = { holder->held_by == HELD_BY_FD, holder->fd },
		[SOCKSTAT_OWNER_UID] = { process->has_uid, process->uid },
	};

	if (field < SOCKSTAT_OWNER_PID || (size_t)field >= ARRAY_SIZE(fields))
		return -EINVAL;
	if (!fields[field].is_there)
		return -ENODATA;
	*ret = fields[field].number;
	return 0;
}

int sockstat_owner_get_bytes(const struct sockstat_sock *sock,
			     const struct sockstat_owner *owner,
			     enum sockstat_owner_field field, const void **ret,
			     size_t *ret_len)
{
	const struct process *process =
		owner_index_process(sock->owners, to_holder(owner));
	const struct cgroup_labels none = { 0 };
	const struct cgroup_labels *labels = process->cgroup ? process->cgroup : &none;
	const char *const names[] = {
		[SOCKSTAT_OWNER_COMM] = process->comm,
		[SOCKSTAT_OWNER_UNIT] = labels->unit,
		[SOCKSTAT_OWNER_USER_UNIT] = labels->user_unit,
		[SOCKSTAT_OWNER_CONTAINER_RUNTIME] = labels->runtime,
		[SOCKSTAT_OWNER_CONTAINER_ID] = labels->id,
		[SOCKSTAT_OWNER_CONTAINER_NAME] = labels->name,
		[SOCKSTAT_OWNER_POD] = labels->pod,
		[SOCKSTAT_OWNER_POD_NAME] = labels->pod_name,
		[SOCKSTAT_OWNER_POD_NAMESPACE] = labels->pod_namespace,
		[SOCKSTAT_OWNER_CGROUP] = labels->path,
	};

	if (field < SOCKSTAT_OWNER_COMM || (size_t)field >= ARRAY_SIZE(names))
		return -EINVAL;
	if (!names[field])
		return -ENODATA;
	*ret = names[field];
	*ret_len = strlen(names[field]);
	return 0;
}
