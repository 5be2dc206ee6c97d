/**
 * The faults that nothing may be lost by, in one file of tests so that they are counted together;
 * each of the files below can be run alone as well.
 *
 * @module
 */
import "./data_file_faults.ts";
import "./download_faults.ts";
import "./hostile_file_faults.ts";
import "./disk_faults.ts";
import "./killed_training_faults.ts";
import "./process_faults.ts";
import "./run_disk_faults.ts";
import "./stored_run_faults.ts";
import "./reproduce_faults.ts";
