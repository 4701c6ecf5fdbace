"""Files of figures: from found tables to proposed figures; asked about, compared, checked and stored."""
