let answer: boolean | undefined

/** Drivers that draw WebGL in software. */
const software = /swiftshader|llvmpipe|softpipe|software|basic render/i

/**
 * Whether a graphics processor does WebGL. Where the processor itself does it, drawing without it is several times quicker, and a
 * megabyte of script is not fetched for nothing. A browser that hides its driver (RENDERER masked) is trusted with its caveat.
 */
export function hasWebGl(): boolean {
  answer ??= isDrawnByProcessor()
  return answer
}

function isDrawnByProcessor(): boolean {
  const surface = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true })
  if (surface === null) return false
  const names = surface.getExtension('WEBGL_debug_renderer_info')
  const driver: unknown = surface.getParameter(names === null ? surface.RENDERER : names.UNMASKED_RENDERER_WEBGL)
  surface.getExtension('WEBGL_lose_context')?.loseContext()
  return typeof driver !== 'string' || !software.test(driver)
}
