use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Weekday};
use corpus::{cases, digest};

cases! {
    "dates": |seed| {
        let date = NaiveDate::from_num_days_from_ce_opt((seed % 1_000_000) as i32).unwrap();
        let week = date.iso_week();
        let later = date + Duration::days((seed >> 50) as i64);
        assert!(date.week(Weekday::Mon).first_day() <= date);
        u64::from(week.week()) + 100 * u64::from(later.ordinal()) + 100_000 * (later.year() as u64)
    };
    "text": |seed| {
        let time = DateTime::from_timestamp((seed >> 31) as i64, seed as u32 % 1_000_000_000).unwrap();
        let text = time.format("%A %-d %B %Y, %H:%M:%S%.3f week %V").to_string();
        digest(text.as_bytes()) ^ digest(time.to_rfc3339().as_bytes())
    };
    "parsing": |seed| {
        let text = format!("20{:02}-{:02}-{:02} 10:11:12", seed % 100, seed % 14, seed % 32);
        match NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S") {
            Ok(time) => time.and_utc().timestamp() as u64,
            Err(error) => digest(error.to_string().as_bytes()),
        }
    };
}
