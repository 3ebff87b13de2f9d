// Imported before the program (node --import): what Node compiles and strips of types is kept, and found again at the next start.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../build/compile-cache', import.meta.url)));
