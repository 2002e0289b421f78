// The whole script of a reading page. Everything it does is an addition: pages are complete without.
import { startCopying } from './copy.ts';
import { startOnThisPage } from './on-this-page.ts';
import { startOpeningTargets } from './open-target.ts';
import { startThemeSwitch } from './theme-switch.ts';

startCopying();
startThemeSwitch();
startOnThisPage();
startOpeningTargets();
