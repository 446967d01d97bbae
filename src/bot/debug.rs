//! Our own lines of the lowest level.
//!
//! `log` is compiled without anything below "info" (`max_level_info` in Cargo.toml), because foreign
//! crates print addresses and headers there, and with them secrets. Our own lines tell none, so
//! they go round that cap, and `BOT_LOG=debug` shows them.

/// Logs a line of level "debug"; costs one comparison when nobody wants it.
macro_rules! debug {
    ($($words:tt)+) => {
        if log::max_level() >= log::LevelFilter::Debug {
            log::logger().log(
                &log::Record::builder()
                    .level(log::Level::Debug)
                    .target(module_path!())
                    .module_path_static(Some(module_path!()))
                    .file_static(Some(file!()))
                    .line(Some(line!()))
                    .args(format_args!($($words)+))
                    .build(),
            );
        }
    };
}
pub(super) use debug;
