import { everybody, playDays } from './days/whole-days.js';

playDays('without JavaScript', everybody);
