import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fc, test } from '@fast-check/vitest'
import { builtModule } from '@tocsin/kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindable } from './bindable.ts'

// In a process of its own: what the driver does to a value that it cannot take is to end the process.
const child = `
  const { openStateStore } = await import(${JSON.stringify(builtModule(import.meta.url, './open-state-store.js').href)})
  const { store } = await openStateStore({ file: ':memory:', migrations: [] })
  await store.run({ sql: 'create table kept (value)', parameters: [] })
  process.on('message', async (values) => {
    const answers = []
    for (const value of values) {
      try {
        const [row] = await store.run({ sql: 'insert into kept values (?) returning value', parameters: [value] })
        answers.push({ value: row.value })
      } catch (error) {
        answers.push({ refused: error.code })
      }
    }
    process.send(answers)
  })
  process.send('ready')
`

type Answer = { readonly value: unknown } | { readonly refused: string }
let keeper: ChildProcess
let answered: ((answers: Answer[]) => void) | undefined
let failed: ((error: Error) => void) | undefined

beforeAll(async () => {
  keeper = spawn(process.execPath, ['--input-type=module', '-e', child], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  await once(keeper, 'message')
  keeper.on('message', (answers) => answered?.(answers as Answer[]))
  keeper.on('exit', (code, signal) => failed?.(new Error(`the process that keeps values ended: ${code ?? signal}`)))
})
afterAll(() => {
  failed = undefined
  keeper.kill()
})

function kept(values: readonly unknown[]): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    answered = resolve
    failed = reject
    keeper.send(values as object)
  })
}

/** A value as it may come back: booleans as 0 and 1, whole bigints as numbers where exact, -0 as 0, blobs as bytes. */
function asKept(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return BigInt(Number(value)) === value ? Number(value) : value
  if (value instanceof Uint8Array) return new Uint8Array(value)
  return value === 0 ? 0 : value
}

const anything = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.boolean(),
  fc.uint8Array(),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(undefined, null, '', '\0', 'a\0b', '\ud800', Number.NaN, Infinity, -0, 2 ** 53, 2 ** 63, 1e300),
)

describe('a value bound into the state store', () => {
  test.prop([fc.array(anything, { minLength: 1, maxLength: 40 })], { numRuns: 150 })(
    'is read back equal, or refused, and never ends the process',
    async (values) => {
      const answers = await kept(values)
      expect(answers).toHaveLength(values.length)
      for (const [i, answer] of answers.entries()) {
        if ('refused' in answer) expect(answer.refused).toBe('bad-value')
        else expect(answer.value).toStrictEqual(asKept(values[i]))
      }
    },
  )

  it('is refused where it is no value of a column', () => {
    for (const value of [
      undefined,
      {},
      [],
      new Date(),
      new Map(),
      Symbol('s'),
      () => 1,
      new Proxy({}, {}),
      Object.create(null),
    ]) {
      expect(() => bindable(value, 1)).toThrow(expect.objectContaining({ code: 'bad-value', where: 'parameter 1' }))
    }
  })

  it('is refused where the driver would change it', () => {
    for (const value of ['a\0b', '\udfff', Number.NaN, -Infinity, 2n ** 63n, 'x'.repeat(16 * 1024 * 1024 + 1)]) {
      expect(() => bindable(value, 3)).toThrow(expect.objectContaining({ code: 'bad-value', fix: expect.any(String) }))
    }
  })

  it('keeps a view of a larger buffer to what the view shows', async () => {
    const whole = Uint8Array.of(1, 2, 3, 4)
    expect(bindable(whole.subarray(1, 3), 1)).toEqual(Buffer.from([2, 3]))
  })
})
