import { everybody, playDays } from './days/whole-days.js';

playDays('with the desk’s keys', everybody);
// The others' without JavaScript are in the long form.
playDays('without JavaScript', ['the first line']);
