import { expect, test } from 'vitest'
import { checkPassphrase, passphraseHasher } from './passphrase.ts'

test.each(['correct horse battery staple', 'quatre tilleuls sous la pluie', 'Ähren im Wind 1904', 'xK9#mQ2$vL5pw'])(
  '%s may be chosen',
  (passphrase) => {
    expect(checkPassphrase(passphrase, 'zoe').ok).toBe(true)
  },
)

test.each([
  ['too short', 'elevenchars'],
  ['too long', 'ab cd ef gh '.repeat(30)],
  ['one character', 'aaaaaaaaaaaaaaaa'],
  ['two characters', 'abababababababab'],
  ['digits', '123456789012345'],
  ['a usual word with digits', 'password12345!'],
  ['usual words', 'MotDePasse-Admin-2026'],
  ['a keyboard walk', 'qwertyuiop12345'],
  ['the product', 'tocsintocsin2026'],
  ['the own name', 'zoe.durand.zoe.durand.1'],
])('refused: %s', (_why, passphrase) => {
  const checked = checkPassphrase(passphrase, 'zoe.durand')
  expect(checked.ok ? 'taken' : checked.error.code).toBe('bad-passphrase')
})

test('a passphrase is argon2id with the parameters of OWASP, and only itself is right', async () => {
  const hasher = passphraseHasher()
  const stored = await hasher.hash('correct horse battery staple')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await hasher.verify('correct horse battery staple', stored)).toBe(true)
  expect(await hasher.verify('correct horse battery stable', stored)).toBe(false)
})

test('accents are one character however they were typed', async () => {
  const hasher = passphraseHasher()
  const stored = await hasher.hash('\u00e9t\u00e9 sur le toit gris')
  expect(await hasher.verify('e\u0301te\u0301 sur le toit gris', stored)).toBe(true)
})

test('without an account nothing is right, not even what the stand-in hash was made of', async () => {
  const hasher = passphraseHasher()
  expect(await hasher.verify('', undefined)).toBe(false)
  expect(await hasher.verify('correct horse battery staple', undefined)).toBe(false)
})

test('hashes wait for each other and all of them come', async () => {
  const hasher = passphraseHasher()
  await hasher.verify('anything', undefined)
  const all = Promise.all(Array.from({ length: 5 }, (_, i) => hasher.hash(`passphrase number ${i}`)))
  expect(hasher.waiting()).toBe(5)
  expect(new Set(await all).size).toBe(5)
  expect(hasher.waiting()).toBe(0)
})
