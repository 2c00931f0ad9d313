/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns/container_lookup.h"

#include "netns/cgroup.h"
#include "netns/container_state.h"
#include "netns/json_scan.h"
#include "tree.h"

/* Two IDs of containers, which differ in their last digit. */
#define ID    "3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f869860"
#define OTHER "3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f869861"

static struct span span_of(const char *text)
{
	return (struct span){ text, strlen(text) };
}

/* The value of the member "a" of an object; NULL: it is not found. */
static const struct found {
	const char *text, *value;
} finds[] = {
	{ "{\"a\":1}", "1" },
	{ " { \"a\" :\t1 } ", "1" },
	{ "{\"b\":{\"a\":2},\"a\":\"x\"}", "\"x\"" },
	{ "{\"b\":\"\\\"a\\\":1\",\"a\":[1,{\"a\":2}]}", "[1,{\"a\":2}]" },
	{ "{\"a\":null,\"a\":2}", "null" },
	{ "{\"a\":{}}", "{}" },
	{ "{\"b\":\"a\"}", NULL },
	{ "{\"\\u0061\":1}", NULL },
	{ "{\"aa\":1,\"\":2}", NULL },
	{ "[\"a\",1]", NULL },
	{ "{\"a\"1}", NULL },
	{ "{\"a\":}", NULL },
	{ "{\"a\":[1", NULL },
	{ "{\"a\":\"x", NULL },
	{ "{\"a\":\"x\\", NULL },
	{ "{\"b\":1 \"a\":2}", NULL },
	{ "{a:1}", NULL },
	{ "{", NULL },
	{ "", NULL },
	{ "}", NULL },
};

static void test_find(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(finds); i++) {
		struct span value = { 0 };
		const bool is_found = json_find(span_of(finds[i].text), "a", &value);

		assert_int_equal(is_found, finds[i].value != NULL);
		if (!is_found)
			continue;
		assert_int_equal(value.len, strlen(finds[i].value));
		assert_memory_equal(value.at, finds[i].value, value.len);
	}
}

/* A text of many brackets is refused without a recursion. */
static void test_deep(void **state)
{
	enum { DEPTH = 1000000 };
	_cleanup_free_ char *text = malloc(DEPTH + 6);
	struct span value;

	(void)state;
	assert_non_null(text);
	memcpy(text, "{\"b\":", 5);
	memset(text + 5, '[', DEPTH);
	assert_false(json_find((struct span){ text, DEPTH + 5 }, "a", &value));
}

static void test_elements(void **state)
{
	struct span rest = span_of(" [ 1 , [2,3] ,\"]\" ]");
	struct span value;

	(void)state;
	assert_true(json_next(&rest, &value));
	assert_memory_equal(value.at, "1", value.len);
	assert_true(json_next(&rest, &value));
	assert_memory_equal(value.at, "[2,3]", value.len);
	assert_true(json_next(&rest, &value));
	assert_true(json_is(value, "]"));
	assert_false(json_is(value, "]]"));
	assert_false(json_next(&rest, &value));
	rest = span_of("[]");
	assert_false(json_next(&rest, &value));
	rest = span_of("{}");
	assert_false(json_next(&rest, &value));
}

static const struct found strings[] = {
	{ "\"\"", "" },
	{ "\"web\"", "web" },
	{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
	{ "\"\\u0041\\u00e9\\u20AC\"", "A\u00e9\u20ac" },
	{ "\"\\ud83d\\ude00\"", "\U0001f600" },
	{ "\"\\ud83dx\"", "\ufffdx" },
	{ "\"\\ud83d\\u0041\"", "\ufffdA" },
	{ "\"\\ude00\"", "\ufffd" },
	{ "\"a\\u0000b\"", "a\ufffdb" },
	{ "\"\\u00g0\"", "\ufffd"
			 "00g0" },
	{ "1", NULL },
	{ "\"", NULL },
	{ "", NULL },
};

static void test_decode(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
		_cleanup_free_ char *text = NULL;
		const int r = json_decode(span_of(strings[i].text), &text);

		assert_int_equal(r, strings[i].value ? 0 : -EBADMSG);
		if (r == 0)
			assert_string_equal(text, strings[i].value);
	}
	_cleanup_free_ char *text = NULL;

	assert_int_equal(json_decode((struct span){ "\"a\0b\"", 5 }, &text), 0);
	assert_string_equal(text, "a\ufffdb");
}

#define KUBE(name, pod, namespace)                                                       \
	"\"io.kubernetes.container.name\":\"" name "\",\"io.kubernetes.pod.name\":"      \
	"\"" pod "\",\"io.kubernetes.pod.namespace\":\"" namespace "\""

/* A state file, the cgroup of a process, and the names that are found. */
/* clang-format off */
static const struct row {
	const char *path, *text, *cgroup, *name, *pod_name, *pod_namespace;
} rows[] = {
	{ "var/lib/docker/containers/" ID "/config.v2.json",
	  "{\"ID\":\"" ID "\",\"Config\":{\"Labels\":{}},\"Name\":\"/web\"}",
	  "0::/system.slice/docker-" ID ".scope", "web", NULL, NULL },
	{ "var/lib/docker/containers/" ID "/config.v2.json",
	  "{\"Name\":\"/k8s_app_p_n_u_0\",\"Config\":{\"Labels\":{" KUBE("app", "p", "n") "}}}",
	  "0::/kubepods/pod74ba62da-1a3d-11e7-bb11-080027cb0e22/" ID, "app", "p", "n" },
	{ "var/snap/docker/common/var-lib-docker/containers/" ID "/config.v2.json",
	  "{\"Name\":\"/web\"}", "0::/docker/" ID, "web", NULL, NULL },
	{ "run/containers/storage/overlay-containers/" ID "/userdata/config.json",
	  "{\"annotations\":{" KUBE("app", "p", "n") "}}",
	  "0::/kubepods.slice/crio-" ID ".scope", "app", "p", "n" },
	{ "var/lib/containers/storage/overlay-containers/" ID "/userdata/config.json",
	  "{\"annotations\":{\"io.kubernetes.cri-o.Namespace\":\"n\","
	  "\"io.kubernetes.cri-o.Labels\":"
	  "\"{\\\"io.kubernetes.container.name\\\":\\\"app\\\",\\\"io.kubernetes.pod.name\\\":"
	  "\\\"p\\\"}\"}}",
	  "0::/kubepods.slice/crio-" ID ".scope", "app", "p", "n" },
	{ "run/containerd/io.containerd.runtime.v2.task/k8s.io/" ID "/config.json",
	  "{\"annotations\":{\"io.kubernetes.cri.container-name\":\"app\","
	  "\"io.kubernetes.cri.sandbox-name\":\"p\","
	  "\"io.kubernetes.cri.sandbox-namespace\":\"n\"}}",
	  "0::/kubepods.slice/cri-containerd-" ID ".scope", "app", "p", "n" },
	{ "run/containerd/io.containerd.runtime.v2.task/default/" ID "/config.json",
	  "{\"annotations\":{\"nerdctl/name\":\"web\"}}",
	  "0::/system.slice/nerdctl-" ID ".scope", "web", NULL, NULL },
	{ "var/lib/containers/storage/overlay-containers/containers.json",
	  "[{\"id\":\"" OTHER "\",\"names\":[\"db\"]},"
	  "{\"names\":[\"w\\neb\",\"x\"],\"id\":\"" ID "\"}]",
	  "0::/machine.slice/libpod-" ID ".scope/container", "w\neb", NULL, NULL },
	/* No name: another container, another runtime, a file that is no such file. */
	{ "var/lib/docker/containers/" OTHER "/config.v2.json", "{\"Name\":\"/web\"}",
	  "0::/docker/" ID, NULL, NULL, NULL },
	{ "var/lib/docker/containers/" ID "/config.v2.json", "{\"Name\":\"/web\"}",
	  "0::/machine.slice/libpod-" ID ".scope", NULL, NULL, NULL },
	{ "var/lib/docker/containers/" ID "/config.v2.json", "{\"Name\":\"/\"}",
	  "0::/docker/" ID, NULL, NULL, NULL },
	{ "var/lib/docker/containers/" ID "/config.v2.json", "{\"Name\":[\"/web\"]}",
	  "0::/docker/" ID, NULL, NULL, NULL },
	{ "var/lib/docker/containers/" ID "/config.v2.json", "",
	  "0::/docker/" ID, NULL, NULL, NULL },
	{ "var/lib/containers/storage/overlay-containers/containers.json",
	  "[{\"id\":\"" ID "\"},{\"id\":\"" OTHER "\",\"names\":[\"db\"]}]",
	  "0::/machine.slice/libpod-" ID ".scope", NULL, NULL, NULL },
	/* Users can give the cgroups below their manager any name. */
	{ "var/lib/docker/containers/" ID "/config.v2.json", "{\"Name\":\"/web\"}",
	  "0::/user.slice/user-1000.slice/user@1000.service/docker-" ID ".scope",
	  NULL, NULL, NULL },
};
/* clang-format on */

static bool answers(void *arg, int proc_fd, uint32_t pid)
{
	(void)proc_fd;
	return !arg || pid != *(const uint32_t *)arg;
}

static struct cgroup_labels *labels_of(const char *cgroup)
{
	struct cgroup_labels *labels = NULL;

	assert_int_equal(cgroup_parse(cgroup, strlen(cgroup), &labels), 0);
	return labels;
}

static void assert_name(const char *name, const char *expected)
{
	if (expected) {
		assert_non_null(name);
		assert_string_equal(name, expected);
	} else {
		assert_null(name);
	}
}

/* Looks up the names of a process with a new look-up, and compares them. */
static void check(const struct tree *t, const struct row *row, void *stuck)
{
	const struct container_process process = { t->fd, 12, answers, stuck };
	struct cgroup_labels *labels = labels_of(row->cgroup);
	struct container_lookup *l = NULL;

	assert_int_equal(container_lookup_new(t->root, &l), 0);
	assert_int_equal(container_lookup_name(l, &process, labels), 0);
	assert_name(labels->name, row->name);
	assert_name(labels->pod_name, row->pod_name);
	assert_name(labels->pod_namespace, row->pod_namespace);
	free(labels);
	assert_null(container_lookup_free(l));
}

static void test_sources(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct tree t = tree_open();

		tree_text(&t, rows[i].path, rows[i].text);
		check(&t, &rows[i], NULL);
		tree_close(&t);
	}
}

static const struct row docker = { .cgroup = "0::/docker/" ID, .name = "web" };
static const struct row unnamed = { .cgroup = "0::/docker/" ID };

static void test_data_root(void **state)
{
	const struct tree *t = *state;

	tree_text(t, "etc/docker/daemon.json",
		  "{\"debug\":true,\"data-root\":\"/srv/d\"}");
	tree_text(t, "srv/d/containers/" ID "/config.v2.json", "{\"Name\":\"/web\"}");
	check(t, &docker, NULL);
	tree_text(t, "etc/docker/daemon.json", "{\"graph\":\"/srv/d\"}");
	check(t, &docker, NULL);
	tree_text(t, "etc/docker/daemon.json", "{\"data-root\":\"srv/d\"}");
	check(t, &unnamed, NULL);
}

/* A file that could block, or that leads elsewhere, is not read. */
static void test_odd_files(void **state)
{
	static const char path[] = "var/lib/docker/containers/" ID "/config.v2.json";
	const struct tree *t = *state;

	tree_text(t, "elsewhere", "{\"Name\":\"/web\"}");
	tree_text(t, path, "{\"Name\":\"/web\"}");
	check(t, &docker, NULL);
	assert_int_equal(unlinkat(t->fd, path, 0), 0);
	tree_link(t, path, "../../../../../elsewhere");
	check(t, &unnamed, NULL);
	assert_int_equal(unlinkat(t->fd, path, 0), 0);
	assert_int_equal(mkfifoat(t->fd, path, 0644), 0);
	check(t, &unnamed, NULL);
	assert_int_equal(unlinkat(t->fd, path, 0), 0);
	tree_dir(t, path);
	check(t, &unnamed, NULL);
	assert_int_equal(unlinkat(t->fd, path, AT_REMOVEDIR), 0);

	tree_text(t, path, "{\"Name\":\"/web\"}");
	char whole[PATH_MAX];

	snprintf(whole, sizeof(whole), "%s/%s", t->root, path);
	assert_int_equal(truncate(whole, 4 * 1024 * 1024), 0);
	check(t, &docker, NULL);
	assert_int_equal(truncate(whole, 4 * 1024 * 1024 + 1), 0);
	check(t, &unnamed, NULL);
}

/* An ID is looked up once. */
static void test_once(void **state)
{
	static const char path[] = "var/lib/docker/containers/" ID "/config.v2.json";
	const struct tree *t = *state;
	const struct container_process process = { t->fd, 12, answers, NULL };
	struct cgroup_labels *labels[] = {
		labels_of("0::/docker/" ID),
		labels_of("0::/system.slice/docker-" ID ".scope"),
		labels_of("0::/docker/" OTHER), labels_of("0::/lxc.payload/example")
	};
	struct container_lookup *l = NULL;

	tree_text(t, path, "{\"Name\":\"/web\"}");
	assert_int_equal(container_lookup_new(t->root, &l), 0);
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
		assert_int_equal(container_lookup_name(l, &process, labels[i]), 0);
		(void)unlinkat(t->fd, path, 0);
	}
	assert_string_equal(labels[0]->name, "web");
	assert_ptr_equal(labels[1]->name, labels[0]->name);
	assert_null(labels[2]->name);
	assert_string_equal(labels[3]->name, "example");
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++)
		free(labels[i]);
	container_lookup_free(l);
}

/* Makes a process: its parent, its name, its arguments and its cgroup. */
static void make_process(const struct tree *t, uint32_t pid, uint32_t parent,
			 const char *comm, const char *arguments, size_t n,
			 const char *cgroup)
{
	char path[64], stat[128];

	snprintf(path, sizeof(path), "%u/stat", pid);
	snprintf(stat, sizeof(stat), "%u (%s) S %u %u %u 0 -1\n", pid, comm, parent, pid,
		 pid);
	tree_text(t, path, stat);
	snprintf(path, sizeof(path), "%u/comm", pid);
	tree_text(t, path, comm);
	snprintf(path, sizeof(path), "%u/cmdline", pid);
	tree_bytes(t, path, arguments, n);
	snprintf(path, sizeof(path), "%u/cgroup", pid);
	tree_text(t, path, cgroup);
}

#define IN                                                                               \
	"0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID         \
	".scope/container"
#define OUT                                                                              \
	"0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-conmon-" ID  \
	".scope"
#define CONMON(id, name)                                                                 \
	"/usr/bin/conmon\0--api-version\0"                                               \
	"1\0-c\0" id "\0-u\0" id "\0-n\0" name "\0-s"

static const struct row podman = { .cgroup = IN, .name = "web" };
static const struct row nameless = { .cgroup = IN };

#define MAKE(t, pid, parent, comm, arguments, cgroup)                                    \
	make_process(t, pid, parent, comm, arguments, sizeof(arguments), cgroup)

static void test_conmon(void **state)
{
	const struct tree *t = *state;
	uint32_t stuck = 10;

	/* A process in the container claims to be conmon. */
	MAKE(t, 12, 11, "nc", "nc", IN);
	MAKE(t, 11, 10, "conmon", CONMON(ID, "fake"), IN);
	MAKE(t, 10, 1, "conmon", CONMON(ID, "web"), OUT);
	check(t, &podman, NULL);
	check(t, &nameless, &stuck);
	MAKE(t, 10, 1, "conmon", CONMON(OTHER, "web"), OUT);
	check(t, &nameless, NULL);
	MAKE(t, 10, 1, "conmon", CONMON(ID, ""), OUT);
	check(t, &nameless, NULL);
	MAKE(t, 10, 1, "conmon", "conmon\0-n\0web\0-c", OUT);
	check(t, &nameless, NULL);
	MAKE(t, 10, 1, "sh", CONMON(ID, "web"), OUT);
	check(t, &nameless, NULL);
	MAKE(t, 11, 0, "nc", "", IN);
	check(t, &nameless, NULL);
	/* The parents are a circle. */
	MAKE(t, 11, 12, "nc", "", IN);
	check(t, &nameless, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),     cmocka_unit_test(test_deep),
		cmocka_unit_test(test_elements), cmocka_unit_test(test_decode),
		cmocka_unit_test(test_sources),  WITH_TREE(test_data_root),
		WITH_TREE(test_odd_files),       WITH_TREE(test_once),
		WITH_TREE(test_conmon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
