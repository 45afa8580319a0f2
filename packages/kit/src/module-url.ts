/**
 * The URL of a built module beside the calling one, for threads and dynamic stages.
 *
 * Tests run from `src` through a loader that threads do not have; a thread always starts from `dist`.
 *
 * @param here `import.meta.url` of the caller
 * @param beside a relative path such as `./keep-thread.js`
 */
export function builtModule(here: string, beside: string): URL {
  const url = new URL(beside, here)
  url.pathname = url.pathname.replace(/\/src\/(?!.*\/src\/)/, '/dist/').replace(/\.ts$/, '.js')
  return url
}
