/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns/cgroup.h"

#include "tree.h"

/* Two IDs of containers. */
#define A "3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f869860"
#define B "ec08435e04266c5ba381fccbb829f626d11d8ddf5f8f547263c7a2d79ab4787a"

/* The text of the file, and the labels in it; NULL: the file does not show the label. */
/* clang-format off */
static const struct row {
	const char *text, *unit, *user_unit, *runtime, *id, *pod;
} rows[] = {
	{ "13:name=systemd:/docker/" A,
	  NULL, NULL, "docker", A, NULL },
	{ "1:name=systemd:/system.slice/docker-" A ".scope",
	  "docker-" A ".scope", NULL, "docker", A, NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-" A
	  ".scope",
	  "user@1000.service", "docker-" A ".scope", "docker", A, NULL },
	{ "9:name=systemd:/docker/" A "/docker/" B,
	  NULL, NULL, "docker", B, NULL },
	{ "9:perf_event:/" A,
	  NULL, NULL, "container", A, NULL },
	{ "0::/user.slice/user-0.slice/user@0.service/machine.slice/libpod-" A
	  ".scope/container",
	  "user@0.service", "libpod-" A ".scope", "podman", A, NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" A
	  ".scope/container",
	  "user@1000.service", "libpod-" A ".scope", "podman", A, NULL },
	{ "1:name=systemd:/machine.slice/libpod-" A ".scope/init.scope",
	  "libpod-" A ".scope", NULL, "podman", A, NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/user.slice/podman-6696.scope",
	  "user@1000.service", "podman-6696.scope", NULL, NULL, NULL },
	{ "11:cpuset:/libpod_parent/libpod-" A,
	  NULL, NULL, "podman", A, NULL },
	{ "11:devices:/kubepods/besteffort/pod74ba62da-1a3d-11e7-bb11-080027cb0e22/" A,
	  NULL, NULL, "kube", A, "74ba62da-1a3d-11e7-bb11-080027cb0e22" },
	{ "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable"
	  "-pod2fc932ce_fdcc_454b_97bd_aadfdeb4c340.slice/cri-containerd-" A ".scope",
	  "cri-containerd-" A ".scope", NULL, "containerd", A,
	  "2fc932ce-fdcc-454b-97bd-aadfdeb4c340" },
	{ "11:devices:/system.slice/containerd.service/kubepods"
	  "-pod87a18a64_b74a_454a_b10b_a4a36059d0a3.slice:cri-containerd:" A,
	  "containerd.service", NULL, "containerd", A, "87a18a64-b74a-454a-b10b"
	  "-a4a36059d0a3" },
	{ "10:freezer:/kubepods-besteffort"
	  "-pod2105e389_7471_476e_a50f_6074cef29bbd.slice:cri-containerd:" A,
	  NULL, NULL, "containerd", A, "2105e389-7471-476e-a50f-6074cef29bbd" },
	{ "0::/docker/" A "/kubepods.slice/kubepods-besteffort.slice/kubepods"
	  "-besteffort-pod2ca4a155_3599_498d_bb9d_4446693fa3ea.slice/crio-" B ".scope",
	  "crio-" B ".scope", NULL, "crio", B, "2ca4a155-3599-498d-bb9d-4446693fa3ea" },
	{ "0::/kubepods.slice/kubepods"
	  "-pod01234567_89ab_cdef_0123_456789abcdef.slice/crio-conmon-" A ".scope",
	  "crio-conmon-" A ".scope", NULL, NULL, NULL, "01234567-89ab-cdef-0123"
	  "-456789abcdef" },
	{ "0::/../../pod23e5eb9c-a8bc-11ee-9cd5-52dae1a4b39b/" A,
	  NULL, NULL, "container", A, "23e5eb9c-a8bc-11ee-9cd5-52dae1a4b39b" },
	{ "0::/lxc.payload/example/init.scope",
	  NULL, NULL, "lxc", "example", NULL },
	{ "0::/lxc.monitor/example",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/lxc.payload.c1/system.slice/nginx.service",
	  NULL, NULL, "lxc", "c1", NULL },
	{ "0::/lxc/100/ns/system.slice/nginx.service",
	  NULL, NULL, "lxc", "100", NULL },
	{ "0::/machine.slice/systemd-nspawn@jammy.service/payload/system.slice"
	  "/nginx.service",
	  "systemd-nspawn@jammy.service", NULL, "nspawn", "jammy", NULL },
	{ "0::/machine.slice/systemd-nspawn@jammy.service/supervisor",
	  "systemd-nspawn@jammy.service", NULL, NULL, NULL, NULL },
	{ "0::/machine.slice/machine-qemu\\x2d3\\x2dwin11.scope/libvirt/emulator",
	  "machine-qemu\\x2d3\\x2dwin11.scope", NULL, "machine", "qemu-3-win11", NULL },
	{ "0::/system.slice/ssh.service",
	  "ssh.service", NULL, NULL, NULL, NULL },
	{ "0::/system.slice/system-getty.slice/getty@tty1.service",
	  "getty@tty1.service", NULL, NULL, NULL, NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/app.slice"
	  "/snap.intellij-idea-community.intellij-idea-community-5e3c6e34-4572"
	  "-44b5-bd50-e3d1cd6c9a9d.scope",
	  "user@1000.service", "snap.intellij-idea-community.intellij-idea"
	  "-community-5e3c6e34-4572-44b5-bd50-e3d1cd6c9a9d.scope", "snap",
	  "intellij-idea-community", NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak"
	  "-org.gnome.Recipes-273822986.scope",
	  "user@1000.service", "app-flatpak-org.gnome.Recipes-273822986.scope",
	  "flatpak", "org.gnome.Recipes", NULL },
	{ "0::/user.slice/user-1000.slice/session-2.scope",
	  "session-2.scope", NULL, NULL, NULL, NULL },
	{ "0::/init.scope",
	  "init.scope", NULL, NULL, NULL, NULL },
	{ "0::/",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/system.slice/libpod-conmon-" A ".scope",
	  "libpod-conmon-" A ".scope", NULL, NULL, NULL, NULL },
	{ "0::/machine.slice/libpod-" A ".scope/container (deleted)",
	  "libpod-" A ".scope", NULL, "podman", A, NULL },
	{ "0::/machine.slice/machine-libpod_pod_" A ".slice/libpod-" B ".scope/container",
	  "libpod-" B ".scope", NULL, "podman", B, NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/user.slice/user"
	  "-libpod_pod_" A ".slice/libpod-" B ".scope",
	  "user@1000.service", "libpod-" B ".scope", "podman", B, NULL },
	{ "0::/system.slice/docker-" A ".scope/init",
	  "docker-" A ".scope", NULL, "docker", A, NULL },
	{ "0::/system.slice/docker-" A ".scope/kubepods.slice/kubepods"
	  "-pod74ba62da_1a3d_11e7_bb11_080027cb0e22.slice/cri-containerd-" B ".scope",
	  "docker-" A ".scope", NULL, "containerd", B, "74ba62da-1a3d-11e7-bb11"
	  "-080027cb0e22" },
	{ "4:memory:/kubepods/burstable/pod74ba62da-1a3d-11e7-bb11-080027cb0e22/"
	  A "/docker/" B,
	  NULL, NULL, "docker", B, "74ba62da-1a3d-11e7-bb11-080027cb0e22" },
	{ "0::/kubepods/burstable/pod74ba62da-1a3d-11e7-bb11-080027cb0e22/crio-" A,
	  NULL, NULL, "crio", A, "74ba62da-1a3d-11e7-bb11-080027cb0e22" },
	{ "0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods"
	  "-burstable.slice/kubelet-kubepods-burstable"
	  "-pod2fc932ce_fdcc_454b_97bd_aadfdeb4c340.slice/cri-containerd-" A ".scope",
	  "cri-containerd-" A ".scope", NULL, "containerd", A,
	  "2fc932ce-fdcc-454b-97bd-aadfdeb4c340" },
	{ "0::/kubepods/podd4b2cf2b8b0d0d62ae3b6c0f7a3f2e1c/" A,
	  NULL, NULL, "kube", A, "d4b2cf2b8b0d0d62ae3b6c0f7a3f2e1c" },
	{ "0::/kubepods.slice/kubepods-pod87a18a64_b74a_454a_b10b_a4a36059d0a3.slice",
	  NULL, NULL, NULL, NULL, "87a18a64-b74a-454a-b10b-a4a36059d0a3" },
	{ "0::/kubepods.slice/kubepods"
	  "-pod87a18a64_b74a_454a_b10b_a4a36059d0a3.slice/docker-" A ".scope",
	  "docker-" A ".scope", NULL, "docker", A, "87a18a64-b74a-454a-b10b"
	  "-a4a36059d0a3" },
	{ "0::/system.slice/nerdctl-" A ".scope",
	  "nerdctl-" A ".scope", NULL, "containerd", A, NULL },
	{ "0::/default/" A,
	  NULL, NULL, "container", A, NULL },
	{ "0::/actions_job/" A,
	  NULL, NULL, "container", A, NULL },
	{ "9:memory:/ecs/0123456789abcdef0123456789abcdef"
	  "/0123456789abcdef0123456789abcdef-1234567890",
	  NULL, NULL, "container", "0123456789abcdef0123456789abcdef-1234567890", NULL },
	{ "0::/system.slice:docker:" A,
	  NULL, NULL, "docker", A, NULL },
	{ "0::/lxc.monitor.c1",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/lxc.payload.c1",
	  NULL, NULL, "lxc", "c1", NULL },
	{ "0::/lxc/c1",
	  NULL, NULL, "lxc", "c1", NULL },
	{ "0::/lxc/lxc.monitor.c1",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/lxc.pivot",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/lxc",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/lxc.payload.",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/lxc.payload.c1/docker/" A,
	  NULL, NULL, "docker", A, NULL },
	{ "0::/system.slice/lxc@c1.service/lxc.payload.c1/init.scope",
	  "lxc@c1.service", NULL, "lxc", "c1", NULL },
	{ "0::/machine.slice/machine-c1.scope/payload",
	  "machine-c1.scope", NULL, "nspawn", "c1", NULL },
	{ "0::/machine.slice/machine-c1.scope/supervisor",
	  "machine-c1.scope", NULL, NULL, NULL, NULL },
	{ "0::/machine.slice/systemd-nspawn@my\\x2dbox.service/payload",
	  "systemd-nspawn@my\\x2dbox.service", NULL, "nspawn", "my-box", NULL },
	{ "0::/machine.slice/systemd-nspawn@jammy.service",
	  "systemd-nspawn@jammy.service", NULL, NULL, NULL, NULL },
	{ "0::/machine.slice/machine-a\\x2.scope",
	  "machine-a\\x2.scope", NULL, "machine", "a\\x2", NULL },
	{ "0::/machine.slice/machine-a\\x00\\xzz\\x2D.scope",
	  "machine-a\\x00\\xzz\\x2D.scope", NULL, "machine", "a\\x00\\xzz\\x2D", NULL },
	{ "0::/system.slice/snap.lxd.daemon.service",
	  "snap.lxd.daemon.service", NULL, "snap", "lxd", NULL },
	{ "0::/system.slice/snap.service",
	  "snap.service", NULL, NULL, NULL, NULL },
	{ "0::/system.slice/snap.docker.dockerd.service/docker/" A,
	  "snap.docker.dockerd.service", NULL, "docker", A, NULL },
	{ "0::/user.slice/user-1.slice/user@1.service/app.slice/app-flatpak"
	  "-org.x.A\\x2dB-1.scope",
	  "user@1.service", "app-flatpak-org.x.A\\x2dB-1.scope", "flatpak",
	  "org.x.A-B", NULL },
	{ "0::/user.slice/user-1.slice/user@1.service/app.slice/app-flatpak"
	  "-org.x.A@4f.service",
	  "user@1.service", "app-flatpak-org.x.A@4f.service", "flatpak",
	  "org.x.A", NULL },
	{ "0::/user.slice/user-1.slice/user@1.service/app.slice/app-flatpak-org.scope",
	  "user@1.service", "app-flatpak-org.scope", NULL, NULL, NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/init.scope",
	  "user@1000.service", "init.scope", NULL, NULL, NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service/session.slice/dbus.service",
	  "user@1000.service", "dbus.service", NULL, NULL, NULL },
	{ "0::/user.slice/user-1000.slice/user@1000.service",
	  "user@1000.service", NULL, NULL, NULL, NULL },
	{ "0::/user.slice/user-1000.slice/user@x.service/a.service",
	  "user@x.service", NULL, NULL, NULL, NULL },
	{ "0::/system.slice",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/system.slice/system-sshd.slice/sshd@1-10.0.0.1:22.service",
	  "sshd@1-10.0.0.1:22.service", NULL, NULL, NULL, NULL },
	{ "0::/system.slice/_cpu.service",
	  "cpu.service", NULL, NULL, NULL, NULL },
	{ "0::/system.slice/ssh.socket",
	  "ssh.socket", NULL, NULL, NULL, NULL },
	{ "0::/system.slice/a b.service",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/system.slice/.service",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/system.slice/nginx.service/worker/x.service",
	  "nginx.service", NULL, NULL, NULL, NULL },
	{ "0::/mine/nginx.service",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/system.slice/nginx.service (deleted)",
	  "nginx.service", NULL, NULL, NULL, NULL },
	{ "0:://system.slice///nginx.service/",
	  "nginx.service", NULL, NULL, NULL, NULL },
	{ "0::/../system.slice/nginx.service",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/docker",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/docker/" A "a",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/docker-" A ".scope.d",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/system.slice/docker-.scope",
	  "docker-.scope", NULL, NULL, NULL, NULL },
	{ "0::/xdocker-" A ".scope",
	  "xdocker-" A ".scope", NULL, NULL, NULL, NULL },
	{ "0::/podman/pod1234/poda-b",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/xpod74ba62da-1a3d-11e7-bb11-080027cb0e22",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/pod74ba62da-1a3d-11e7-bb11-080027cb0e22x",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/pod74ba62da-1a3d-11e7-bb11-080027cb0e2",
	  NULL, NULL, NULL, NULL, NULL },
	{ "0::/\n1:name=systemd:/system.slice/a.service\n2:cpu:/system.slice"
	  "/longer-than-a.service\n",
	  "a.service", NULL, NULL, NULL, NULL },
	{ "2:cpu:/x/b.service\n1:name=systemd:/\n3:memory:/system.slice/b.service\n0::/",
	  "b.service", NULL, NULL, NULL, NULL },
	{ "3:memory:/docker/" A "\n1:name=systemd:/system.slice/a.service\n0::"
	  "/system.slice/c.service\n",
	  "c.service", NULL, "docker", A, NULL },
	{ "3:memory:/docker/" A " (deleted)\n0::/system.slice/c.service\n",
	  "c.service", NULL, "docker", A, NULL },
	{ "1:name=systemd.x:/system.slice/longest.service\n1:name=systemd:/a\n",
	  NULL, NULL, NULL, NULL, NULL },
	{ "garbage\n:\n::\n0:x\n0::relative\n0::\n5:a:/system.slice/a:b.service\n",
	  "a:b.service", NULL, NULL, NULL, NULL },
	{ "0::/\n0::/\n",
	  NULL, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static void assert_label(const char *text, const char *what, const char *got,
			 const char *want)
{
	if (got != want && (!got || !want || strcmp(got, want) != 0))
		fail_msg("%s: %s is %s, not %s", text, what, got ? got : "missing",
			 want ? want : "missing");
}

/* Parses a copy of the text without a NUL behind it, so that a sanitizer notices reads
 * beyond it. */
static int parse(const char *text, size_t n, struct cgroup_labels **ret)
{
	_cleanup_free_ char *exact = malloc(n ? n : 1);

	assert_non_null(exact);
	memcpy(exact, text, n);
	return cgroup_parse(exact, n, ret);
}

static void labels_of_cgroups(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		_cleanup_free_ struct cgroup_labels *labels = NULL;

		assert_row(row->text, parse(row->text, strlen(row->text), &labels), 0);
		assert_label(row->text, "unit", labels->unit, row->unit);
		assert_label(row->text, "user unit", labels->user_unit, row->user_unit);
		assert_label(row->text, "runtime", labels->runtime, row->runtime);
		assert_label(row->text, "ID", labels->id, row->id);
		assert_label(row->text, "pod", labels->pod, row->pod);
	}
}

/* The path is that of the line from which the unit is, as the kernel shows it. */
static void path_of_the_cgroup(void **state)
{
	static const char text[] =
		"0::/\n1:name=systemd:/a.service (deleted)\n2:cpu:/b/c\n";
	_cleanup_free_ struct cgroup_labels *labels = NULL;

	(void)state;
	assert_int_equal(parse(text, strlen(text), &labels), 0);
	assert_string_equal(labels->path, "/a.service (deleted)");
	assert_false(labels->id_is_name);
}

static void names_of_machines(void **state)
{
	static const char *const texts[] = { "0::/lxc.payload.c1",
					     "0::/machine.slice/machine-a.scope",
					     "0::/system.slice/snap.a.b.service" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_free_ struct cgroup_labels *labels = NULL;

		assert_int_equal(parse(texts[i], strlen(texts[i]), &labels), 0);
		assert_true(labels->id_is_name);
	}
}

static void malformed(void **state)
{
	static const char nul[] = "0::/system.slice/a.service\0/b";
	static const char *const texts[] = { "",    "\n",   "0",  "0:",
					     "0::", "0::a", ":/", "0::\n/a\n" };
	struct cgroup_labels *labels = (struct cgroup_labels *)&texts;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_row(texts[i], parse(texts[i], strlen(texts[i]), &labels),
			   -EBADMSG);
	assert_int_equal(parse(nul, sizeof(nul) - 1, &labels), -EBADMSG);
	assert_ptr_equal(labels, &texts);
}

/* The length of names and paths has no limit but that of the file. */
static void long_lines(void **state)
{
	enum { LONG = 100000 };
	_cleanup_free_ char *text = malloc(LONG + 1);
	_cleanup_free_ struct cgroup_labels *labels = NULL;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', LONG);
	text[LONG] = '\0';
	memcpy(text, "0::/lxc.payload.", 16);
	memcpy(text + LONG - 8, ".service", 8);
	assert_int_equal(parse(text, LONG, &labels), 0);
	assert_null(labels->unit);
	assert_int_equal(strlen(labels->path), LONG - 3);
	assert_string_equal(labels->id, text + 16);
}

static void read_from_proc(void **state)
{
	const struct tree *t = *state;
	static char big[200000];
	struct cgroup_labels *labels = NULL;

	assert_int_equal(cgroup_read(t->fd, 5, &labels), -ENOENT);
	tree_text(t, "5/cgroup", "0::/system.slice/a.service\n");
	assert_int_equal(cgroup_read(t->fd, 5, &labels), 0);
	assert_string_equal(labels->unit, "a.service");
	free(labels);
	labels = NULL;
	memset(big, 'x', sizeof(big));
	tree_bytes(t, "6/cgroup", big, sizeof(big));
	assert_int_equal(cgroup_read(t->fd, 6, &labels), -EFBIG);
	assert_null(labels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_of_cgroups), cmocka_unit_test(path_of_the_cgroup),
		cmocka_unit_test(names_of_machines), cmocka_unit_test(malformed),
		cmocka_unit_test(long_lines),        WITH_TREE(read_from_proc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
