// Types Astro generates for this project (collections, image imports and the like).
/// <reference path="../.astro/types.d.ts" />
