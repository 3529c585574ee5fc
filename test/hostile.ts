/** Texts that break out of careless JSON, XML, HTML and SQL. */
export const hostileTexts: readonly string[] = [
  '</script><script>alert(1)</script>',
  '<!-- <script>',
  'a\u2028b\u2029c',
  ']]>&amp;<b>"\'`$1',
  '\u0000\u0001\u001b[31m\uFFFE\uD800x',
  "'; DROP TABLE gpkg_contents; --",
  '<img src=x onerror=alert(1)>',
  '\u202Etxt.exe',
  '__proto__',
];
