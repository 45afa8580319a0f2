import qrcode from 'qrcode-generator'
import { expect, test } from 'vitest'
import { qrPath } from './qr.ts'

const text = 'otpauth://totp/Tocsin%3AZo%C3%A9?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Tocsin'

test('every dark module, and no other, is drawn, inside a quiet edge of four', () => {
  const { path, size } = qrPath(text)
  const drawn = new Set<string>()
  for (const [, x = '', y = '', width = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let i = 0; i < Number(width); i++) drawn.add(`${Number(x) + i},${y}`)
  }
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const right = new Set<string>()
  for (let row = 0; row < code.getModuleCount(); row++) {
    for (let column = 0; column < code.getModuleCount(); column++) {
      if (code.isDark(row, column)) right.add(`${column + 4},${row + 4}`)
    }
  }
  expect(size).toBe(code.getModuleCount() + 8)
  expect(drawn).toEqual(right)
})
