import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { TocsinError } from '@tocsin/kit'
import { fileLimits, inflate, isGzip } from './inflate.ts'

export interface ReplayInput {
  /** Bytes of the file as it lies on disk. */
  readonly total: number
  /** When it was last changed, in microseconds since the epoch. */
  readonly changed: number
  /** What its name promises and its bytes do not keep. */
  readonly notes: readonly 'named-gz-but-plain'[]
  /** Whether it holds JSON documents on several lines or in an array, rather than one record a line. */
  readonly documents: boolean
  /** Bytes of the file that were read. */
  read(): number
  /** The content, decompressed, without a byte order mark. Throws InputRefused. */
  readonly content: AsyncIterable<Uint8Array>
  close(): Promise<void>
}

const blockBytes = 256 * 1024
/** Enough of the content to see a byte order mark and a first line that is one bracket. */
const headBytes = 256

/**
 * Opens a file to be replayed; gzip is known by its magic, whatever the name.
 *
 * @throws TocsinError `no-file`, `not-a-file`, `not-utf8`
 */
export async function openReplayInput(path: string): Promise<ReplayInput> {
  const file = await opened(path)
  try {
    const { size, mtimeMs } = await file.stat()
    const start = Buffer.alloc(2)
    await file.read(start, 0, 2, 0)
    const zipped = isGzip(start)
    let read = 0
    const raw = blocks(file, (bytes) => {
      read += bytes
    })
    const source = (zipped ? inflate(raw, fileLimits) : raw)[Symbol.asyncIterator]()
    const head = await headOf(source)
    if (isUtf16(head.bytes)) {
      throw new TocsinError('not-utf8', 'The file is UTF-16', {
        where: path,
        fix: `Convert it first: iconv -f UTF-16 -t UTF-8 ${path}`,
      })
    }
    const first = withoutMark(head.bytes)
    const text = new TextDecoder().decode(first.subarray(0, headBytes))
    return {
      total: size,
      changed: Math.round(mtimeMs * 1000),
      notes: !zipped && /\.gz$/i.test(path) ? ['named-gz-but-plain'] : [],
      documents: /\.json(\.gz)?$/i.test(path) && /^\s*(\[|\{[ \t]*\r?\n)/.test(text),
      read: () => read,
      content: following(first, head.failure, source),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function opened(path: string): Promise<FileHandle> {
  let file: FileHandle
  try {
    // without O_NONBLOCK, opening a named pipe would wait for its writer
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new TocsinError('no-file', `The file cannot be opened: ${code}`, {
      where: path,
      fix: code === 'EACCES' ? 'Give Tocsin the right to read it' : 'Check the path',
      cause,
    })
  }
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new TocsinError('not-a-file', 'This is no regular file', { where: path, fix: 'Name a file, one at a time' })
}

async function* blocks(file: FileHandle, count: (bytes: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; ; ) {
    const block = Buffer.allocUnsafeSlow(blockBytes)
    const { bytesRead } = await file.read(block, 0, blockBytes, at)
    if (bytesRead === 0) return
    at += bytesRead
    count(bytesRead)
    yield block.subarray(0, bytesRead)
  }
}

/** The first bytes; a fault in them is kept for the reader, who gets what came before it. */
async function headOf(source: AsyncIterator<Uint8Array>): Promise<{ bytes: Uint8Array; failure: unknown }> {
  let bytes: Uint8Array = new Uint8Array()
  try {
    while (bytes.length < headBytes) {
      const next = await source.next()
      if (next.done === true) break
      bytes = bytes.length === 0 ? next.value : Buffer.concat([bytes, next.value])
    }
  } catch (failure) {
    return { bytes, failure }
  }
  return { bytes, failure: undefined }
}

async function* following(
  first: Uint8Array,
  failure: unknown,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (first.length > 0) yield first
  if (failure !== undefined) throw failure
  for (;;) {
    const next = await source.next()
    if (next.done === true) return
    yield next.value
  }
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}
