// Linux, arch/x86/entry/syscalls/syscall_64.tbl, syscall_32.tbl and include/uapi/asm-generic/unistd.h: the calls that rules name.
const x64: Readonly<Record<string, string>> = {
  ...{ 2: 'open', 42: 'connect', 43: 'accept', 49: 'bind', 56: 'clone', 59: 'execve', 62: 'kill', 76: 'truncate' },
  ...{ 82: 'rename', 83: 'mkdir', 84: 'rmdir', 85: 'creat', 86: 'link', 87: 'unlink', 88: 'symlink', 90: 'chmod' },
  ...{ 92: 'chown', 99: 'sysinfo', 101: 'ptrace', 103: 'syslog', 105: 'setuid', 133: 'mknod', 135: 'personality' },
  ...{ 155: 'pivot_root', 161: 'chroot', 164: 'settimeofday', 165: 'mount', 169: 'reboot', 170: 'sethostname' },
  ...{ 175: 'init_module', 176: 'delete_module', 227: 'clock_settime', 246: 'kexec_load', 257: 'openat' },
  ...{ 259: 'mknodat', 263: 'unlinkat', 264: 'renameat', 268: 'fchmodat', 272: 'unshare', 308: 'setns' },
  ...{ 310: 'process_vm_readv', 311: 'process_vm_writev', 313: 'finit_module', 319: 'memfd_create', 321: 'bpf' },
  ...{ 322: 'execveat' },
}
const x32: Readonly<Record<string, string>> = {
  ...{ 5: 'open', 10: 'unlink', 11: 'execve', 14: 'mknod', 15: 'chmod', 26: 'ptrace', 37: 'kill', 38: 'rename' },
  ...{ 88: 'reboot', 103: 'syslog', 116: 'sysinfo', 128: 'init_module', 129: 'delete_module', 136: 'personality' },
  ...{ 295: 'openat', 350: 'finit_module', 356: 'memfd_create', 358: 'execveat', 362: 'connect' },
}
const arm64: Readonly<Record<string, string>> = {
  ...{ 33: 'mknodat', 35: 'unlinkat', 38: 'renameat', 40: 'mount', 56: 'openat', 92: 'personality', 97: 'unshare' },
  ...{ 104: 'kexec_load', 105: 'init_module', 106: 'delete_module', 116: 'syslog', 117: 'ptrace', 129: 'kill' },
  ...{ 142: 'reboot', 146: 'setuid', 179: 'sysinfo', 200: 'bind', 202: 'accept', 203: 'connect', 221: 'execve' },
  ...{ 268: 'setns', 273: 'finit_module', 279: 'memfd_create', 280: 'bpf', 281: 'execveat' },
}

// linux/audit.h AUDIT_ARCH_*.
const byArch: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['c000003e', x64],
  ['40000003', x32],
  ['c00000b7', arm64],
])

/** The name of a system call by its number, where rules have a use for it. */
export function syscallNamed(arch: string | undefined, number: string | undefined): string | undefined {
  const table = byArch.get(arch ?? '')
  return table !== undefined && number !== undefined && Object.hasOwn(table, number) ? table[number] : undefined
}
