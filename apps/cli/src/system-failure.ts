import { TocsinError } from '@tocsin/kit'

/** What the operating system refused, in words; nothing where the error is not of its making. */
export function systemFailure(thrown: unknown): TocsinError | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { code, path, dest } = thrown as { code?: unknown; path?: unknown; dest?: unknown }
  if (typeof code !== 'string') return undefined
  const known = words[code]
  if (known === undefined) return undefined
  const [message, fix] = known
  const where = typeof dest === 'string' && code !== 'ENOENT' ? dest : path
  return new TocsinError(code.toLowerCase(), message, {
    ...(typeof where === 'string' ? { where } : {}),
    fix,
    cause: thrown,
  })
}

// errno(3): those that a folder or file named on the command line can cause.
const words: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  ENOENT: ['There is no such file or folder', 'Check the spelling of the path'],
  EACCES: ['This account may not do that here', 'Give the account the right, or name another place'],
  EPERM: ['This account may not do that here', 'Give the account the right, or name another place'],
  EROFS: ['The file system is read-only', 'Name a place that can be written to, such as another folder with --data'],
  ENOSPC: ['The disk is full', 'Free space on this volume, then try again'],
  EDQUOT: ['The disk quota is used up', 'Free space, or have the quota raised, then try again'],
  EFBIG: ['The file would grow past what this account may write', 'Raise the limit (ulimit -f), then try again'],
  EEXIST: ['A file stands where a folder is needed', 'Name another place, or move the file away'],
  ENOTDIR: ['A file stands where a folder is needed', 'Name another place, or move the file away'],
  EISDIR: ['This is a folder, not a file', 'Name a file'],
  ENAMETOOLONG: ['The name is too long', 'Give the file a shorter name'],
  EMFILE: ['Too many files are open', 'Raise the limit (ulimit -n), then try again'],
  EIO: ['The disk cannot be read or written', 'Look at the health of this volume'],
  Z_DATA_ERROR: ['The gzip file is damaged', 'Check it with gzip -t'],
  Z_BUF_ERROR: ['The gzip file ends before its end', 'Copy it again; check it with gzip -t'],
}
