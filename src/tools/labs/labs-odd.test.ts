import { proveLabs } from './lab-suite.ts';

proveLabs(1);
