let answer: boolean | undefined

/**
 * Whether WebGL is done by a graphics processor. Where a driver in software does it (Khronos: `failIfMajorPerformanceCaveat`)
 * drawing without it is several times quicker, and a megabyte of script is not fetched for nothing.
 */
export function hasWebGl(): boolean {
  answer ??= document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true }) !== null
  return answer
}
