const encoder = new TextEncoder()

/** SHA-256 (FIPS 180-4) of a text's UTF-8, the first `digits` hexadecimal digits of it. */
export function sha256(text: string, digits = 64): string {
  return nodes === undefined
    ? sha256InScript(text, digits)
    : nodes.createHash('sha256').update(encoder.encode(text)).digest('hex').slice(0, digits)
}

/** Node's own, which takes a tenth of the time. */
const nodes = (globalThis as { readonly process?: NodeProcess }).process?.getBuiltinModule?.('node:crypto')

interface NodeProcess {
  getBuiltinModule?(id: 'node:crypto'): NodeCrypto | undefined
}

interface NodeCrypto {
  createHash(algorithm: 'sha256'): { update(bytes: Uint8Array): { digest(encoding: 'hex'): string } }
}

/** Written out because the browser's own is asynchronous and Node's is not in browsers. */
export function sha256InScript(text: string, digits = 64): string {
  const data = encoder.encode(text)
  const padded = new Uint8Array((data.length + 72) & ~63)
  padded.set(data)
  padded[data.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(data.length / 0x2000_0000))
  view.setUint32(padded.length - 4, data.length << 3)
  const hash = Int32Array.from(initial)
  for (let block = 0; block < padded.length; block += 64) digestBlock(hash, view, block)
  let hex = ''
  for (const word of hash) hex += (word >>> 0).toString(16).padStart(8, '0')
  return hex.slice(0, digits)
}

const schedule = new Int32Array(64)

function digestBlock(hash: Int32Array, view: DataView, block: number): void {
  for (let i = 0; i < 16; i++) schedule[i] = view.getInt32(block + i * 4)
  for (let i = 16; i < 64; i++) {
    const w15 = word(i - 15)
    const w2 = word(i - 2)
    const s0 = turn(w15, 7) ^ turn(w15, 18) ^ (w15 >>> 3)
    const s1 = turn(w2, 17) ^ turn(w2, 19) ^ (w2 >>> 10)
    schedule[i] = (word(i - 16) + s0 + word(i - 7) + s1) | 0
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (rounds[i] ?? 0) + word(i)) | 0
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) hash[i] = ((hash[i] ?? 0) + value) | 0
}

function word(index: number): number {
  return schedule[index] ?? 0
}

function turn(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

/** Fractions of the square and cube roots of the first primes: 32 bits each (FIPS 180-4 §4.2.2, §5.3.3). */
function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 0x1_0000_0000) | 0
}

const initial = primes(8).map((prime) => fraction(Math.sqrt(prime)))
const rounds = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)))
