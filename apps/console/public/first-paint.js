// Runs before the first paint, so that a chosen theme does not flash; a file of its own, because the policy forbids inline scripts.
try {
  const { theme, density, language } = JSON.parse(localStorage.getItem('tocsin.settings') ?? '{}')
  const { dataset } = document.documentElement
  if (theme === 'light' || theme === 'dark') dataset.theme = theme
  if (density === 'tight' || density === 'roomy') dataset.density = density
  if (language === 'fr' || language === 'en') document.documentElement.lang = language
} catch {
  // Storage that is blocked or unreadable: the system's theme is used.
}
