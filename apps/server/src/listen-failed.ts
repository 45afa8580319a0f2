import { TocsinError } from '@tocsin/kit'

/** Why a listener cannot be opened, where, and what to do about it. */
export function listenFailed(
  what: string,
  at: { readonly host: string; readonly port: number },
  cause: unknown,
): TocsinError<'listen-failed'> {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  const why = code ?? (cause instanceof Error ? cause.message : String(cause))
  return new TocsinError('listen-failed', `Cannot listen for ${what}: ${why}`, {
    where: `${at.host}:${at.port}`,
    fix: remedies[code ?? ''] ?? 'Check the address and the port',
    cause,
  })
}

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop the other program that listens on this port, or choose another one; 0 takes any free one',
  EACCES: 'Ports below 1024 need a privilege: choose one above (such as 5140), or grant CAP_NET_BIND_SERVICE',
  EADDRNOTAVAIL: 'Listen on an address that this machine has, or on 0.0.0.0',
  ENOTFOUND: 'Name an address of this machine, such as 127.0.0.1 or 0.0.0.0',
}
