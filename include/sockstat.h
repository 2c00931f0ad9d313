/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libsockstat: sockets of Linux and the processes that hold them. NOT YET STABLE: names,
 * numbers and the layout of structs may change until the library is released.
 *
 * The library prints nothing, starts no process, installs no signal handler and changes
 * neither capabilities nor limits, namespaces or environment. What the library can read
 * depends on the capabilities of the calling thread: finding the owners of other users'
 * sockets takes CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE, or CAP_BPF and CAP_PERFMON. A
 * function that starts threads waits for their end before it returns.
 *
 * Functions that return int return 0 or -errno. Output parameters come last and are left
 * unchanged on failure. Free functions accept NULL and return NULL. An object must not be
 * used by two threads at the same time. */
#ifndef SOCKSTAT_H
#define SOCKSTAT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SOCKSTAT_API __attribute__((visibility("default")))

struct sockstat_context;
struct sockstat_request;
struct sockstat_sock;
struct sockstat_owner;

/* How the owners of sockets are found: by a BPF program (SOCKSTAT_SOURCE_BPF), from /proc
 * (SOCKSTAT_SOURCE_PROC), or by whichever of BPF and /proc is cheaper
 * (SOCKSTAT_SOURCE_AUTO). */
enum sockstat_source {
	SOCKSTAT_SOURCE_AUTO = 0,
	SOCKSTAT_SOURCE_BPF = 1,
	SOCKSTAT_SOURCE_PROC = 2,
};

/* Options of a context. The caller sets sz to the size of the struct, which tells the
 * library which members the caller knows. The default of all other members is 0 or NULL.
 * sockstat_context_new() returns -E2BIG if a member that the library does not know is not
 * zero. These rules also hold for struct sockstat_request_options and
 * sockstat_request_new(). */
struct sockstat_context_options {
	size_t sz;
	/* path at which procfs is mounted; NULL: "/proc" */
	const char *proc_root;
	/* how the owners of sockets are found: a value of enum sockstat_source */
	uint32_t source;
	uint32_t reserved; /* must be 0 */
	/* Hook that raises the privileges of the calling thread, which may be a thread
	 * that the library has started. The hook returns 1 if the library must call
	 * lower() afterwards, else 0. NULL: the caller provides no hooks. */
	int (*raise)(void *arg);
	/* Hook that takes back the privileges that the hook raise() has given; NULL if
	 * and only if the member `raise` is NULL. */
	void (*lower)(void *arg);
	/* argument that the library passes to the hooks raise() and lower() */
	void *hook_arg;
};

/* Creates a context in *ret. options may be NULL for the defaults. -EINVAL: a member of
 * options has an invalid value. -ENOENT: no procfs is mounted at proc_root. */
SOCKSTAT_API int sockstat_context_new(const struct sockstat_context_options *options,
				      struct sockstat_context **ret);

/* Frees a context and returns NULL. The requests of the context must have been freed
 * before. */
SOCKSTAT_API struct sockstat_context *sockstat_context_free(
	struct sockstat_context *context);

/* Protocols of sockets, as bits of a mask. */
enum sockstat_proto {
	SOCKSTAT_PROTO_TCP = 1 << 0,
	SOCKSTAT_PROTO_UDP = 1 << 1,
	SOCKSTAT_PROTO_UDPLITE = 1 << 2,
	SOCKSTAT_PROTO_SCTP = 1 << 3,
	SOCKSTAT_PROTO_RAW = 1 << 4,
	SOCKSTAT_PROTO_ICMP = 1 << 5,
	SOCKSTAT_PROTO_UNIX = 1 << 6,
	SOCKSTAT_PROTO_MPTCP = 1 << 7,
	SOCKSTAT_PROTO_PACKET = 1 << 8,
	SOCKSTAT_PROTO_NETLINK = 1 << 9,
	SOCKSTAT_PROTO_VSOCK = 1 << 10,
	SOCKSTAT_PROTO_XDP = 1 << 11,
	SOCKSTAT_PROTO_TIPC = 1 << 12,
};

/* Address families of the protocols over IP, as bits of a mask. */
enum sockstat_family {
	SOCKSTAT_FAMILY_INET = 1 << 0,
	SOCKSTAT_FAMILY_INET6 = 1 << 1,
};

/* States of sockets, numbered as in net/tcp_states.h of the kernel. The bit of a state in
 * a mask is 1 << state. */
enum sockstat_state {
	SOCKSTAT_STATE_ESTABLISHED = 1,
	SOCKSTAT_STATE_SYN_SENT = 2,
	SOCKSTAT_STATE_SYN_RECV = 3,
	SOCKSTAT_STATE_FIN_WAIT1 = 4,
	SOCKSTAT_STATE_FIN_WAIT2 = 5,
	SOCKSTAT_STATE_TIME_WAIT = 6,
	SOCKSTAT_STATE_CLOSE = 7,
	SOCKSTAT_STATE_CLOSE_WAIT = 8,
	SOCKSTAT_STATE_LAST_ACK = 9,
	SOCKSTAT_STATE_LISTEN = 10,
	SOCKSTAT_STATE_CLOSING = 11,
	SOCKSTAT_STATE_NEW_SYN_RECV = 12,
};

struct sockstat_request_options {
	size_t sz;
	/* mask of enum sockstat_proto: protocols to list; 0: all protocols */
	uint32_t protocols;
	/* mask of enum sockstat_family: address families to list of the protocols over
	 * IP; 0: all families */
	uint32_t families;
	/* mask of 1 << enum sockstat_state: states to list; 0: all states */
	uint32_t states;
	/* 1: the processes that hold the sockets are searched for; 0: they are not */
	uint32_t owners;
	/* time limit of the search for owners in milliseconds; 0: no limit */
	uint32_t owners_ms;
	uint32_t reserved; /* must be 0 */
	/* 1: the systemd unit, the container and the pod of each owner are read; 0: they
	 * are not */
	uint32_t labels;
	uint32_t reserved2; /* must be 0 */
};

/* Creates a request in *ret. options may be NULL for the defaults. The context must
 * outlive the request. */
SOCKSTAT_API int sockstat_request_new(const struct sockstat_context *context,
				      const struct sockstat_request_options *options,
				      struct sockstat_request **ret);
SOCKSTAT_API struct sockstat_request *sockstat_request_free(
	struct sockstat_request *request);

/* Callback for a socket, which is valid until the callback returns. The callback returns
 * 0 to continue, a positive number to stop the request, or a negative number for an
 * error; sockstat_request_run() returns this number unless it is 0. */
typedef int (*sockstat_sock_fn)(const struct sockstat_sock *sock, void *arg);

/* Calls fn for each socket that the request asks for in the network namespace of the
 * calling thread. A request may be run more than once. */
SOCKSTAT_API int sockstat_request_run(struct sockstat_request *request,
				      sockstat_sock_fn fn, void *arg);

/* Kinds of gaps: data that the last sockstat_request_run() of a request could not read.
 * The value of a gap is a count, a flag (0 or 1) or a mask of enum sockstat_proto. */
enum sockstat_gap {
	/* count of processes whose descriptors cannot be read */
	SOCKSTAT_GAP_DENIED = 1,
	/* count of sockets whose owner (a process that holds the socket) was not found */
	SOCKSTAT_GAP_UNOWNED = 2,
	/* flag: the time limit ended the search for owners */
	SOCKSTAT_GAP_LATE = 3,
	/* flag: the kernel marked a dump of its sockets as inconsistent */
	SOCKSTAT_GAP_INTERRUPTED = 4,
	/* count of lines of /proc/net that could not be parsed */
	SOCKSTAT_GAP_MALFORMED = 5,
	/* mask of the protocols that the kernel lacks */
	SOCKSTAT_GAP_ABSENT = 6,
	/* mask of the protocols that were read from /proc/net, which has fewer fields
	 * than sock_diag */
	SOCKSTAT_GAP_FALLBACK = 7,
};

/* Reads how large a gap (data that could not be read) the last sockstat_request_run() of
 * the request has left. -EINVAL: the number of the gap is unknown. -ENODATA: the request
 * has not run. */
SOCKSTAT_API int sockstat_request_get_gap(const struct sockstat_request *request,
					  enum sockstat_gap gap, uint64_t *ret);

/* Fields of sockets, with the names, units and meanings of the JSON output, which
 * sockstat(8) describes. Fields that are lists of addresses, sets or objects cannot be
 * read yet: each getter returns -EINVAL for such a field. */
enum sockstat_field {
	SOCKSTAT_FIELD_PROTO = 1,
	SOCKSTAT_FIELD_FAMILY = 2,
	SOCKSTAT_FIELD_TYPE = 3,
	SOCKSTAT_FIELD_STATE = 4,
	SOCKSTAT_FIELD_LOCAL_ADDRESS = 5,
	SOCKSTAT_FIELD_LOCAL_PORT = 6,
	SOCKSTAT_FIELD_PEER_ADDRESS = 7,
	SOCKSTAT_FIELD_PEER_PORT = 8,
	SOCKSTAT_FIELD_LOCAL_ADDRESSES = 9,
	SOCKSTAT_FIELD_LOCAL_ADDRESS_COUNT = 10,
	SOCKSTAT_FIELD_PEER_ADDRESSES = 11,
	SOCKSTAT_FIELD_PEER_ADDRESS_COUNT = 12,
	SOCKSTAT_FIELD_PATH = 13,
	SOCKSTAT_FIELD_ABSTRACT = 14,
	SOCKSTAT_FIELD_PEER_INODE = 15,
	SOCKSTAT_FIELD_REFCNT = 16,
	SOCKSTAT_FIELD_ETHERTYPE = 17,
	SOCKSTAT_FIELD_PROTOCOL = 18,
	SOCKSTAT_FIELD_PORTID = 19,
	SOCKSTAT_FIELD_PEER_PORTID = 20,
	SOCKSTAT_FIELD_GROUPS = 21,
	SOCKSTAT_FIELD_LOCAL_CID = 22,
	SOCKSTAT_FIELD_LOCAL_VSOCK_PORT = 23,
	SOCKSTAT_FIELD_PEER_CID = 24,
	SOCKSTAT_FIELD_PEER_VSOCK_PORT = 25,
	SOCKSTAT_FIELD_QUEUE = 26,
	SOCKSTAT_FIELD_NODE = 27,
	SOCKSTAT_FIELD_REF = 28,
	SOCKSTAT_FIELD_PEER_NODE = 29,
	SOCKSTAT_FIELD_PEER_REF = 30,
	SOCKSTAT_FIELD_RECV_Q = 31,
	SOCKSTAT_FIELD_SEND_Q = 32,
	SOCKSTAT_FIELD_UID = 33,
	SOCKSTAT_FIELD_INODE = 34,
	SOCKSTAT_FIELD_COOKIE = 35,
	SOCKSTAT_FIELD_V6ONLY = 36,
	SOCKSTAT_FIELD_IFINDEX = 37,
	SOCKSTAT_FIELD_NETNS = 38,
	SOCKSTAT_FIELD_TIMER = 39,
	SOCKSTAT_FIELD_TIMER_MS = 40,
	SOCKSTAT_FIELD_RETRANSMITS = 41,
	SOCKSTAT_FIELD_PROBES = 42,
	SOCKSTAT_FIELD_MEMORY = 43,
	SOCKSTAT_FIELD_TCP_INFO = 44,
};

/* Reads a field of a socket that is a number or a flag (0 or 1). For a field that is a
 * word, reads the number that the word stands for. All getters of fields return -EINVAL
 * if the field is unknown or of another type, and -ENODATA if the socket lacks the
 * field. */
SOCKSTAT_API int sockstat_sock_get_u64(const struct sockstat_sock *sock,
				       enum sockstat_field field, uint64_t *ret);

/* Reads a field of a socket that is a word, such as "tcp" or "LISTEN". The string is
 * valid as long as the library is loaded. Returns -ENODATA also if the library has no
 * word for the number in the field. */
SOCKSTAT_API int sockstat_sock_get_string(const struct sockstat_sock *sock,
					  enum sockstat_field field, const char **ret);

/* Reads a field of a socket that is an address (4 or 16 bytes in network order) or a name
 * (any bytes, not NUL-terminated). The bytes are valid as long as `sock` is. */
SOCKSTAT_API int sockstat_sock_get_bytes(const struct sockstat_sock *sock,
					 enum sockstat_field field, const void **ret,
					 size_t *ret_len);

/* Returns the owner behind `after` in the list of the processes that hold the socket, or
 * the first owner if `after` is NULL. Returns NULL at the end of the list. A process that
 * holds the socket by several descriptors is returned once for each descriptor. Owners
 * are valid as long as `sock` is. */
SOCKSTAT_API const struct sockstat_owner *sockstat_sock_next_owner(
	const struct sockstat_sock *sock, const struct sockstat_owner *after);

enum sockstat_owner_field {
	SOCKSTAT_OWNER_PID = 1, /* process ID, a number */
	/* number of the descriptor of the socket in the process; -ENODATA: the process
	 * holds the socket without a descriptor */
	SOCKSTAT_OWNER_FD = 2,
	/* effective user ID of the process, a number */
	SOCKSTAT_OWNER_UID = 3,
	/* task name of the process: any bytes, not NUL-terminated */
	SOCKSTAT_OWNER_COMM = 4,
	/* Fields from SOCKSTAT_OWNER_UNIT on are read only if the option `labels` is 1.
	 * Each of these fields is a name found from the cgroup of the process: any bytes,
	 * not NUL-terminated. Names of containers and pods come from the state files of
	 * the container runtimes on this machine, and are not known if the option
	 * proc_root is set. */
	SOCKSTAT_OWNER_UNIT = 5, /* name of the systemd unit */
	/* name of the process's unit under a user's systemd manager */
	SOCKSTAT_OWNER_USER_UNIT = 6,
	/* name of the container runtime, such as "docker" */
	SOCKSTAT_OWNER_CONTAINER_RUNTIME = 7,
	SOCKSTAT_OWNER_CONTAINER_ID = 8,
	SOCKSTAT_OWNER_CONTAINER_NAME = 9,
	/* UID of the Kubernetes pod */
	SOCKSTAT_OWNER_POD = 10,
	SOCKSTAT_OWNER_POD_NAME = 11,
	SOCKSTAT_OWNER_POD_NAMESPACE = 12,
	SOCKSTAT_OWNER_CGROUP = 13, /* path of the cgroup */
};

/* Reads a field of an owner (a process that holds the socket) that is a number. -EINVAL:
 * the field is unknown or of another type. -ENODATA: the owner lacks the field. */
SOCKSTAT_API int sockstat_owner_get_u64(const struct sockstat_sock *sock,
					const struct sockstat_owner *owner,
					enum sockstat_owner_field field, uint64_t *ret);
/* Reads a field of an owner (a process that holds the socket) that is a name. The bytes
 * are valid as long as `sock` is. Returns the same errors as sockstat_owner_get_u64(). */
SOCKSTAT_API int sockstat_owner_get_bytes(const struct sockstat_sock *sock,
					  const struct sockstat_owner *owner,
					  enum sockstat_owner_field field,
					  const void **ret, size_t *ret_len);

#ifdef __cplusplus
}
#endif

#endif
