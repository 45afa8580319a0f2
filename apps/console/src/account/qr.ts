import qrcode from 'qrcode-generator'

/**
 * A QR code as an SVG path over a square of modules, with the four quiet modules around it that readers need
 * (ISO/IEC 18004 §6.3.8).
 */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const count = code.getModuleCount()
  const quiet = 4
  let path = ''
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (!code.isDark(row, column)) continue
      const from = column
      while (column + 1 < count && code.isDark(row, column + 1)) column++
      path += `M${from + quiet} ${row + quiet}h${column - from + 1}v1h-${column - from + 1}z`
    }
  }
  return { path, size: count + 2 * quiet }
}
